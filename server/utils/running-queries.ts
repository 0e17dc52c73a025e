import type { Principal } from '../domain/identity'
import { AppError, notFound } from '../domain/kernel'
import { readerOf } from './query-turns'

interface Running { readonly queryId: string, readonly stop: AbortController }

/** So many of a reader are remembered: whoever cancels what has just ended by itself has what they want. */
const MOST_ENDED = 100
/** Readers of whom any are: who has ended none for the longest is forgotten. */
const MOST_READERS = 1000

/** The queries that run under an id of their client's, so that another request of its can end them. */
export class RunningQueries {
  readonly #running = new Map<string, Running>()
  /** By reader the ids of the last that ended, in that order, as are the readers. */
  readonly #ended = new Map<string, Set<string>>()

  /**
   * @param queryId a UUID, the client's own choice
   * @returns what aborts when the query is cancelled, and what is to be called when it has ended
   * @throws AppError conflict when the caller has one of this id running
   */
  begin(principal: Principal, queryId: string): { signal: AbortSignal, end: () => void } {
    const reader = readerOf(principal)
    const key = keyOf(reader, queryId)
    if (this.#running.has(key)) throw new AppError('conflict', 'You have a query of this id running. Give each one a new id.', { issues: [{ path: 'queryId', message: 'In use' }] })
    const stop = new AbortController()
    this.#running.set(key, { queryId, stop })
    return { signal: stop.signal, end: () => this.#end(reader, queryId) }
  }

  #end(reader: string, queryId: string): void {
    this.#running.delete(keyOf(reader, queryId))
    const own = this.#ended.get(reader) ?? new Set()
    own.add(queryId)
    forgetFirst(own, MOST_ENDED)
    // Behind all others.
    this.#ended.delete(reader)
    this.#ended.set(reader, own)
    forgetFirst(this.#ended, MOST_READERS)
  }

  /**
   * Ends the caller’s query of this id; an administrator ends anybody’s. One that has just ended stays as it is.
   * @throws AppError not_found when there is none that the caller may end
   */
  cancel(principal: Principal, queryId: string): void {
    const reader = readerOf(principal)
    const own = this.#running.get(keyOf(reader, queryId))
    if (!own && this.#ended.get(reader)?.has(queryId)) return
    const found = own ? [own] : isAdmin(principal) ? [...this.#running.values()].filter(query => query.queryId === queryId) : []
    if (found.length === 0) throw notFound('A running query of this id')
    for (const { stop } of found) stop.abort(new AppError('conflict', 'The query was cancelled.'))
  }
}

const keyOf = (reader: string, queryId: string) => `${reader} ${queryId}`

/** Of what is kept in order, the oldest go. */
function forgetFirst(kept: Set<string> | Map<string, unknown>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(oldest)
  }
}

const isAdmin = (principal: Principal) => principal.kind === 'user' && principal.role === 'admin'
