import { and, eq, isNull, or, type SQL } from 'drizzle-orm'
import { savedQueryContentSchema, type SavedQuery, type SavedQueryContent } from '#shared/schemas/saved-queries'
import { tables, type Database } from '~~/db/sqlite'
import type { UserPrincipal } from '../identity'

const { savedQueries, favouriteQueries, users } = tables
export type QueryRow = typeof savedQueries.$inferSelect

/** Everything that may be read of a project by a user: their own, and what is there for all. Without what is deleted. */
export const visibleTo = (user: UserPrincipal, projectId: string): SQL => and(
  eq(savedQueries.projectId, projectId), isNull(savedQueries.deletedAt), isOpenTo(user),
)!

/** What is private to somebody else is not there, for administrators either. */
export const isOpenTo = (user: UserPrincipal): SQL => or(eq(savedQueries.visibility, 'project'), eq(savedQueries.ownerId, user.userId))!

export interface FoundQuery { readonly row: QueryRow, readonly owner: string, readonly favourite: boolean }

/** Queries with the names of their owners, and whether they are favourites of the reader. */
export function findQueries(db: Database, user: UserPrincipal, where: SQL): FoundQuery[] {
  return db.select({ row: savedQueries, owner: users.name, favourite: favouriteQueries.userId }).from(savedQueries)
    .innerJoin(users, eq(users.id, savedQueries.ownerId))
    .leftJoin(favouriteQueries, and(eq(favouriteQueries.queryId, savedQueries.id), eq(favouriteQueries.userId, user.userId)))
    .where(where).all().map(({ favourite, ...found }) => ({ ...found, favourite: favourite !== null }))
}

/** What a row of ours holds: it was checked when it was written, and gets what later versions of the schema add. */
export const contentOf = (json: string): SavedQueryContent => savedQueryContentSchema.parse(JSON.parse(json))

/** In one order of keys, so that equal contents are equal texts. */
export const contentText = (content: SavedQueryContent): string => JSON.stringify(savedQueryContentSchema.parse(content))

export const toSavedQuery = ({ row, owner, favourite }: FoundQuery, mayChange: boolean): SavedQuery => ({
  ...contentOf(row.content),
  id: row.id, projectId: row.projectId, visibility: row.visibility, version: row.version, owner, mayChange, favourite,
  createdAt: new Date(row.createdAt).toISOString(), updatedAt: new Date(row.updatedAt).toISOString(),
})

/** By folder, then by name; queries without a folder first. */
export const byFolderAndName = (a: SavedQuery, b: SavedQuery) => a.folder.localeCompare(b.folder) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)
