import { and, count, eq, isNull, type SQL } from 'drizzle-orm'
import type { Visibility } from '#shared/schemas/saved-queries'
import { tables, type Database } from '~~/db/sqlite'
import type { Audit } from '../audit'
import type { Identity, UserPrincipal } from '../identity'
import { AppError, notFound, type Clock } from '../kernel'
import { findQueries, isOpenTo, visibleTo, type FoundQuery } from './rows'
import type { QueryTarget } from './types'

export interface SavedQueryParts {
  db: Database
  clock: Clock
  audit: Audit
  identity: Pick<Identity, 'getProject' | 'requireOperator' | 'mayAdminister'>
}

const { savedQueries } = tables
const MOST_OWN = 300
const MOST_OF_PROJECT = 500

/** Finds queries for those who may read or change them. */
export interface Finder {
  mayChange(user: UserPrincipal, found: FoundQuery): boolean
  /** @throws AppError not_found */
  find(target: QueryTarget): FoundQuery
  /** To change it. @throws AppError not_found, forbidden */
  findToChange(target: QueryTarget, options?: { readonly deleted: boolean }): FoundQuery
}

export function createFinder({ db, identity }: SavedQueryParts): Finder {
  const mayChange: Finder['mayChange'] = (user, { row }) => row.ownerId === user.userId || identity.mayAdminister(user, row.projectId)

  function find({ user, projectId, queryId }: QueryTarget, { deleted } = { deleted: false }): FoundQuery {
    identity.getProject(user, projectId)
    const open = deleted ? and(eq(savedQueries.projectId, projectId), isOpenTo(user)) : visibleTo(user, projectId)
    const [found] = findQueries(db, user, and(eq(savedQueries.id, queryId), open)!)
    if (!found) throw notFound('The saved query')
    return found
  }

  return {
    mayChange, find,
    findToChange(target, options) {
      const found = find(target, options)
      if (!mayChange(target.user, found)) throw new AppError('forbidden', `This query is ${found.owner}’s: only they and administrators of the project change it. Save it under another name instead.`)
      return found
    },
  }
}

/** Whether a query may be open to whom it is meant to be. @throws AppError forbidden, conflict */
export function requireRight({ db, identity }: SavedQueryParts, user: UserPrincipal, projectId: string, visibility: Visibility, before?: FoundQuery): void {
  if (visibility === 'private') {
    if (before && before.row.ownerId !== user.userId) throw new AppError('forbidden', `This query is ${before.owner}’s: only they make it private.`)
    return
  }
  identity.requireOperator(user, projectId)
  if (before?.row.visibility === 'project') return
  requireRoom(db, and(eq(savedQueries.projectId, projectId), eq(savedQueries.visibility, 'project'))!, MOST_OF_PROJECT, `The project has ${MOST_OF_PROJECT} saved queries, which is the limit. Delete one that is no longer used.`)
}

/** Whether a user may have one more. @throws AppError conflict */
export const requireRoomFor = (db: Database, { userId }: UserPrincipal, projectId: string) =>
  requireRoom(db, and(eq(savedQueries.projectId, projectId), eq(savedQueries.ownerId, userId))!, MOST_OWN, `You have ${MOST_OWN} saved queries in this project, which is the limit. Delete one that is no longer used.`)

function requireRoom(db: Database, where: SQL, most: number, message: string): void {
  if (db.select({ n: count() }).from(savedQueries).where(and(where, isNull(savedQueries.deletedAt))).get()!.n >= most) throw new AppError('conflict', message)
}
