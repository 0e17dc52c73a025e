import type { Scope } from '#shared/types/scope'
import { AppError, type Clock } from '../../kernel'
import type { BucketState } from './token-bucket'

/** Counts what sources take in a day (UTC): lines, and bytes of decompressed bodies. */
export interface DayMeter {
  add(sourceId: string, amount: { lines: number, bytes: number }): void
  today(sourceId: string): { lines: number, bytes: number }
}

type QuotaScope = Pick<Scope, 'sourceId' | 'dailyQuotaBytes'>

/** Bounds what a source takes in a day. The request that crosses the bound is still taken. */
export interface Quota {
  /** How much is left, for `RateLimit-*`; undefined for a source without a quota. */
  state(scope: QuotaScope): BucketState | undefined
  /** @throws AppError `rate_limited` when nothing is left */
  check(scope: QuotaScope): void
  /**
   * Counts a request before it is stored, so that not all requests of one moment find the same room.
   * @returns takes it back: it was not stored
   * @throws AppError `rate_limited`, as `check`
   */
  take(scope: QuotaScope, amount: { lines: number, bytes: number }): () => void
  /** When counting begins anew: midnight UTC. */
  endOfDay(): Date
}

const DAY_MS = 86_400_000
/** A sender that was told to wait until midnight would not see a quota that was raised meanwhile. */
const LONGEST_WAIT_SECONDS = 3600

export function createQuota(meter: DayMeter, clock: Clock): Quota {
  const midnight = () => (Math.floor(clock.now() / DAY_MS) + 1) * DAY_MS
  const untilMidnight = () => Math.max(1, Math.ceil((midnight() - clock.now()) / 1000))

  function check({ sourceId, dailyQuotaBytes }: QuotaScope): void {
    if (dailyQuotaBytes === null) return
    const { bytes } = meter.today(sourceId)
    if (bytes < dailyQuotaBytes) return
    throw new AppError('rate_limited',
      `The source has used up its daily quota: ${words(bytes)} of ${words(dailyQuotaBytes)} bytes since 00:00 UTC. `
      + `It takes lines again from ${new Date(midnight()).toISOString()} on, or as soon as its quota is raised.`,
      { retryAfter: Math.min(untilMidnight(), LONGEST_WAIT_SECONDS) })
  }

  return {
    endOfDay: () => new Date(midnight()),
    state({ sourceId, dailyQuotaBytes }) {
      if (dailyQuotaBytes === null) return undefined
      const remaining = Math.max(0, dailyQuotaBytes - meter.today(sourceId).bytes)
      return { limit: dailyQuotaBytes, remaining, resetSeconds: untilMidnight() }
    },
    check,
    take(scope, { lines, bytes }) {
      check(scope)
      meter.add(scope.sourceId, { lines, bytes })
      return () => meter.add(scope.sourceId, { lines: -lines, bytes: -bytes })
    },
  }
}

const words = (value: number) => value.toLocaleString('en-US')
