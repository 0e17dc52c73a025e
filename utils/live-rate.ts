/** Counts lines by the second in which they came, for the seconds just past. */
export class LiveRate {
  private counts: number[] = []
  private second = 0

  /** @param seconds how many are kept */
  constructor(private readonly seconds: number) {}

  /** @param now milliseconds, of whatever clock */
  add(lines: number, now: number): void {
    this.advance(now)
    this.counts[this.counts.length - 1]! += lines
  }

  /** Lines of each whole second, the oldest first; as many as there were since the beginning. */
  perSecond(now: number): number[] {
    this.advance(now)
    return this.counts.slice(0, -1)
  }

  reset(): void {
    this.counts = []
  }

  private advance(now: number): void {
    const second = Math.floor(now / 1000)
    if (this.counts.length === 0) {
      this.counts = [0]
      this.second = second
    }
    for (; this.second < second; this.second++) {
      this.counts.push(0)
      if (this.counts.length > this.seconds + 1) this.counts.shift()
    }
  }
}

/** Lines a second of late: over the last few seconds, since single ones jump. Undefined before the first is over. */
export function rateOf(perSecond: readonly number[], over = 5): number | undefined {
  const last = perSecond.slice(-over)
  return last.length === 0 ? undefined : last.reduce((sum, count) => sum + count, 0) / last.length
}
