import type { Clock } from '../../kernel'

/** How much there may be: so much a second, and so many seconds' worth at once. */
export interface Rate {
  /** Units a second. */
  perSecond: number
  /** Seconds of unused allowance that pile up. */
  burstSeconds: number
}

/** What a caller is told of its bucket; whole numbers. */
export interface BucketState {
  /** What a full bucket holds. */
  limit: number
  /** Of the limit. */
  remaining: number
  /** Seconds until the bucket is full again. */
  resetSeconds: number
}

/**
 * A token bucket that may go into debt: whatever finds it above zero passes, however large, and is paid off before
 * the next passes. So a batch larger than the limit gets through, and the average still holds.
 */
export class TokenBucket {
  private tokens: number
  private updatedAt: number

  constructor(private readonly rate: Rate, private readonly clock: Clock) {
    this.tokens = this.capacity
    this.updatedAt = clock.now()
  }

  /** Seconds until something passes; 0 when it would pass now. */
  waitSeconds(): number {
    this.refill()
    return this.tokens > 0 ? 0 : -this.tokens / this.rate.perSecond + 0.001
  }

  /** Takes units, also more than there are. */
  take(units: number): void {
    this.refill()
    this.tokens -= units
  }

  state(): BucketState {
    this.refill()
    return {
      limit: Math.ceil(this.capacity),
      remaining: Math.max(0, Math.floor(this.tokens)),
      resetSeconds: Math.ceil((this.capacity - this.tokens) / this.rate.perSecond),
    }
  }

  /** Whether it is as good as new and may be forgotten. */
  isFull(): boolean {
    this.refill()
    return this.tokens >= this.capacity
  }

  private get capacity(): number { return this.rate.perSecond * this.rate.burstSeconds }

  private refill(): void {
    const now = this.clock.now()
    const gained = Math.max(0, now - this.updatedAt) / 1000 * this.rate.perSecond
    this.tokens = Math.min(this.capacity, this.tokens + gained)
    this.updatedAt = now
  }
}

/** The one with the smallest share left. */
export function tightest(states: readonly (BucketState | undefined)[]): BucketState | undefined {
  return states.filter(state => state !== undefined).sort((a, b) => a.remaining / a.limit - b.remaining / b.limit)[0]
}
