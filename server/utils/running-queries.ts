import type { Principal } from '../domain/identity'
import { AppError, notFound } from '../domain/kernel'

interface Running { readonly owner: string, readonly queryId: string, readonly stop: AbortController }

const ownerOf = (principal: Principal) => principal.kind === 'user' ? `user ${principal.userId}` : `key ${principal.keyId}`

/** So many are remembered: whoever cancels what has just ended by itself has what they want. */
const MOST_ENDED = 1000

/** The queries that run under an id of their client's, so that another request of its can end them. */
export class RunningQueries {
  readonly #running = new Map<string, Running>()
  /** The keys of the last that ended, in that order. */
  readonly #ended = new Set<string>()

  /**
   * @param queryId a UUID, the client's own choice
   * @returns what aborts when the query is cancelled, and what is to be called when it has ended
   * @throws AppError conflict when the caller has one of this id running
   */
  begin(principal: Principal, queryId: string): { signal: AbortSignal, end: () => void } {
    const owner = ownerOf(principal)
    const key = keyOf(owner, queryId)
    if (this.#running.has(key)) throw new AppError('conflict', 'You have a query of this id running. Give each one a new id.', { issues: [{ path: 'queryId', message: 'In use' }] })
    const stop = new AbortController()
    this.#running.set(key, { owner, queryId, stop })
    return { signal: stop.signal, end: () => this.#end(key) }
  }

  #end(key: string): void {
    this.#running.delete(key)
    this.#ended.add(key)
    for (const oldest of this.#ended) {
      if (this.#ended.size <= MOST_ENDED) break
      this.#ended.delete(oldest)
    }
  }

  /**
   * Ends the caller’s query of this id; an administrator ends anybody’s. One that has just ended stays as it is.
   * @throws AppError not_found when there is none that the caller may end
   */
  cancel(principal: Principal, queryId: string): void {
    const key = keyOf(ownerOf(principal), queryId)
    const own = this.#running.get(key)
    if (!own && this.#ended.has(key)) return
    const found = own ? [own] : isAdmin(principal) ? [...this.#running.values()].filter(query => query.queryId === queryId) : []
    if (found.length === 0) throw notFound('A running query of this id')
    for (const { stop } of found) stop.abort(new AppError('conflict', 'The query was cancelled.'))
  }
}

const keyOf = (owner: string, queryId: string) => `${owner} ${queryId}`
const isAdmin = (principal: Principal) => principal.kind === 'user' && principal.role === 'admin'
