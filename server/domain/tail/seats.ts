import { AppError } from '../kernel'

export interface SeatLimits {
  /** Tails of one user or one key … */
  readonly each: number
  /** … of one project … */
  readonly project: number
  /** … and of everybody. */
  readonly all: number
}

/** Bounds how many tails there are. */
export class Seats {
  private readonly taken = new Map<string, number>()

  constructor(private readonly limits: SeatLimits) {}

  get count(): number { return this.taken.get('all') ?? 0 }

  /**
   * @param reader names the user or key
   * @returns gives the seat back, once
   * @throws AppError rate_limited
   */
  take(reader: string, projectId: string): () => void {
    const wanted = [[`reader ${reader}`, this.limits.each, 'You have'], [`project ${projectId}`, this.limits.project, 'The project has'], ['all', this.limits.all, 'The server has']] as const
    for (const [name, limit, who] of wanted) {
      if ((this.taken.get(name) ?? 0) < limit) continue
      throw new AppError('rate_limited', `${who} ${limit} live tails open, which is as many as may be. Close some first.`, { retryAfter: 5 })
    }
    for (const [name] of wanted) this.taken.set(name, (this.taken.get(name) ?? 0) + 1)
    let isHeld = true
    return () => {
      if (isHeld) for (const [name] of wanted) this.give(name)
      isHeld = false
    }
  }

  private give(name: string): void {
    const left = (this.taken.get(name) ?? 1) - 1
    if (left > 0) this.taken.set(name, left)
    else this.taken.delete(name)
  }
}
