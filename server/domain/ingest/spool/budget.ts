import { AppError } from '../../kernel'

/** How many bytes of the spool are taken; acknowledged lines are never dropped, so new ones are refused. */
export class SpoolBudget {
  private used = 0

  constructor(readonly limit: number) {}

  get bytes(): number { return this.used }

  /** @throws AppError `unavailable` (503) when the spool is full */
  reserve(bytes: number): void {
    if (this.used + bytes > this.limit) {
      throw new AppError('unavailable', 'The spool is full because ClickHouse does not take lines fast enough. Send again later.', { retryAfter: 5 })
    }
    this.used += bytes
  }

  /** Counts what is there already, bound or not: left-over segments. */
  add(bytes: number): void { this.used += bytes }

  release(bytes: number): void { this.used = Math.max(0, this.used - bytes) }
}
