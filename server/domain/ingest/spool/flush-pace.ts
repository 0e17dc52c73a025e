const SHORTEST_MS = 100
const LONGEST_MS = 2_000
/** While ClickHouse is away. */
const LONGEST_PAUSE_MS = 60_000
/** An insert may take about this share of the time: small inserts cost little, so they may come often. */
const REST = 8

/**
 * How often a table's segments go to ClickHouse: a lone line at once, and under load with pauses in proportion to
 * what the last insert took, so that parts are few and large.
 */
export class FlushPace {
  private notBefore = 0

  /** @param now milliseconds of a clock that is never set back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Milliseconds until the next flush may start. */
  waitMs(): number {
    return Math.max(0, this.notBefore - this.now())
  }

  /** Call when a flush starts; the result when it has ended. Others wait for its end, but not for ever. */
  start(): () => void {
    const started = this.now()
    this.notBefore = started + LONGEST_MS
    return () => {
      const took = this.now() - started
      this.notBefore = started + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, took * REST))
    }
  }

  /** Call when a flush failed: the more segments fail, the longer and the larger the next one grows. */
  failed(segments: number): void {
    this.notBefore = this.now() + Math.min(LONGEST_PAUSE_MS, LONGEST_MS * segments)
  }
}
