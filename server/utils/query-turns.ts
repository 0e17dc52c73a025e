import type { Principal } from '../domain/identity'
import { AppError } from '../domain/kernel'

export interface TurnLimits {
  /** Queries that one user or one key may have running. Explore asks five things at once. */
  readonly each: number
  /** Queries of everybody: fewer than the connections of the client for reading, or some would wait for one unseen. */
  readonly all: number
}

const defaultLimits: TurnLimits = { each: 12, all: 28 }

/** Names a user or key among readers. */
export const readerOf = (principal: Principal) => principal.kind === 'user' ? `user ${principal.userId}` : `key ${principal.keyId}`

/** Bounds how many queries run at once, so that no reader keeps the others from reading. */
export class QueryTurns {
  readonly #limits: TurnLimits
  readonly #running = new Map<string, number>()
  #total = 0

  constructor(limits: TurnLimits = defaultLimits) {
    this.#limits = limits
  }

  /**
   * Takes a turn; the answer gives it back, once.
   * @throws AppError rate_limited when the caller has too many, unavailable when everybody together has
   */
  take(principal: Principal): () => void {
    const name = readerOf(principal)
    const own = this.#running.get(name) ?? 0
    if (own >= this.#limits.each) {
      throw new AppError('rate_limited', `You have ${own} queries running, which is as many as may. Read or end their answers first.`, { retryAfter: 1 })
    }
    if (this.#total >= this.#limits.all) {
      throw new AppError('unavailable', 'Too many queries are running just now. Try again in a moment.', { retryAfter: 1 })
    }
    this.#running.set(name, own + 1)
    this.#total++
    let held = true
    return () => {
      if (held) this.#release(name)
      held = false
    }
  }

  #release(name: string): void {
    this.#total--
    const left = (this.#running.get(name) ?? 1) - 1
    if (left > 0) this.#running.set(name, left)
    else this.#running.delete(name)
  }
}
