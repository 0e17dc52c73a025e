import type { Clock } from '../../kernel'

const SHORTEST_MS = 100
const LONGEST_MS = 2_000
/** An insert may take about this share of the time: small inserts cost little, so they may come often. */
const REST = 8

/**
 * How often a table's segments go to ClickHouse: a lone line at once, and under load with pauses in proportion to
 * what the last insert took, so that parts are few and large.
 */
export class FlushPace {
  private notBefore = 0

  constructor(private readonly clock: Clock) {}

  /** Milliseconds until the next flush may start. */
  waitMs(): number {
    return Math.max(0, this.notBefore - this.clock.now())
  }

  /** Call when a flush starts; the result when it has ended. */
  start(): () => void {
    const started = this.clock.now()
    return () => {
      const took = this.clock.now() - started
      this.notBefore = started + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, took * REST))
    }
  }
}
