import type { CreateSavedQueryRequest, QueryVersion, RestoreQueryRequest, SavedQuery, SaveQueryRequest } from '#shared/schemas/saved-queries'
import type { UserPrincipal } from '../identity'

/** Names a query, and who asks for it. */
export interface QueryTarget { readonly user: UserPrincipal, readonly projectId: string, readonly queryId: string }
/** The same with the client's network address, for the trail. */
export interface QueryChange extends QueryTarget { readonly address: string }

/**
 * Queries that people keep, for themselves or for the project. Every call throws AppError `not_found` for what does not
 * exist, is private to somebody else or belongs to another project; `forbidden` for who may read it and not change it.
 */
export interface SavedQueries {
  /** By folder and name. */
  list(user: UserPrincipal, projectId: string): SavedQuery[]
  get(target: QueryTarget): SavedQuery
  /** @throws AppError conflict when there are as many as may be, forbidden for viewers who save for the project */
  create(user: UserPrincipal, projectId: string, request: CreateSavedQueryRequest, address: string): SavedQuery
  /** A new version, where anything is different. @throws AppError conflict when another version was saved meanwhile */
  save(target: QueryChange, request: SaveQueryRequest): SavedQuery
  /** It can be had back for 30 days. */
  remove(target: QueryChange): void
  /** Brings back a deleted query, or makes a former version the newest. */
  restore(target: QueryChange, request: RestoreQueryRequest): SavedQuery
  /** Newest first. */
  versions(target: QueryTarget): QueryVersion[]
  setFavourite(target: QueryTarget, favourite: boolean): void
}
