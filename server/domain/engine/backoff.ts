/** Pauses that double with each failure, with up to a quarter taken off at random. */
export class Backoff {
  private failures = 0
  private readonly min: number
  private readonly max: number
  private readonly random: () => number

  /** @param min first pause. @param max longest pause, both in milliseconds. */
  constructor(min: number, max: number, random: () => number = Math.random) {
    this.min = min
    this.max = max
    this.random = random
  }

  /** The pause before the next try, in milliseconds. */
  next(): number {
    const pause = Math.min(this.max, this.min * 2 ** Math.min(this.failures++, 30))
    return Math.round(pause * (1 - this.random() / 4))
  }

  reset(): void {
    this.failures = 0
  }
}
