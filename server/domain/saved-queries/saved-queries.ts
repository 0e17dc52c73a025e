import { and, desc, eq, lt, lte } from 'drizzle-orm'
import { MAX_VERSIONS, type SavedQueryContent, type Visibility } from '#shared/schemas/saved-queries'
import { tables } from '~~/db/sqlite'
import type { AuditAction } from '../audit'
import { AppError, ksuid, notFound } from '../kernel'
import { createFinder, requireRight, requireRoomFor, type Finder, type SavedQueryParts } from './access'
import { byFolderAndName, contentOf, contentText, findQueries, toSavedQuery, visibleTo } from './rows'
import type { QueryChange, QueryTarget, SavedQueries } from './types'

const { savedQueries, savedQueryVersions, favouriteQueries, users } = tables
const IMMEDIATE = { behavior: 'immediate' } as const
const KEPT_DELETED_MS = 30 * 86_400_000

/** Saved queries with their versions, on the settings database. */
export function createSavedQueries(parts: SavedQueryParts): SavedQueries {
  const finder = createFinder(parts)
  return { ...readCalls(parts, finder), ...writeCalls(parts, finder) }
}

function readCalls({ db, identity }: SavedQueryParts, { find, mayChange }: Finder): Pick<SavedQueries, 'list' | 'get' | 'versions' | 'setFavourite'> {
  return {
    list(user, projectId) {
      identity.getProject(user, projectId)
      return findQueries(db, user, visibleTo(user, projectId)).map(found => toSavedQuery(found, mayChange(user, found))).sort(byFolderAndName)
    },
    get: target => fresh(target, { find, mayChange }),
    versions(target) {
      find(target)
      return db.select({ version: savedQueryVersions, savedBy: users.name }).from(savedQueryVersions).innerJoin(users, eq(users.id, savedQueryVersions.savedBy))
        .where(eq(savedQueryVersions.queryId, target.queryId)).orderBy(desc(savedQueryVersions.version)).all()
        .map(({ version: { version, savedAt, content }, savedBy }) => ({ version, savedAt: new Date(savedAt).toISOString(), savedBy, content: contentOf(content) }))
    },
    setFavourite(target, favourite) {
      find(target)
      const row = { userId: target.user.userId, queryId: target.queryId }
      if (favourite) db.insert(favouriteQueries).values(row).onConflictDoNothing().run()
      else db.delete(favouriteQueries).where(and(eq(favouriteQueries.userId, row.userId), eq(favouriteQueries.queryId, row.queryId))).run()
    },
  }
}

function writeCalls(parts: SavedQueryParts, finder: Finder): Pick<SavedQueries, 'create' | 'save' | 'remove' | 'restore'> {
  const { db, clock, identity } = parts
  return {
    create(user, projectId, { visibility, ...content }, address) {
      identity.getProject(user, projectId)
      return db.transaction(() => {
        forgetDeleted(parts)
        requireRight(parts, user, projectId, visibility)
        requireRoomFor(db, user, projectId)
        const at = clock.now()
        const target = { user, projectId, queryId: ksuid(at), address }
        db.insert(savedQueries).values({ id: target.queryId, projectId, ownerId: user.userId, visibility, version: 1, content: contentText(content), createdAt: at, updatedAt: at }).run()
        insertVersion(parts, target, 1, content)
        note(parts, 'saved_query.created', target, { name: content.name, visibility })
        return fresh(target, finder)
      }, IMMEDIATE)
    },
    save(target, { version, visibility, ...content }) {
      return db.transaction(() => {
        const present = finder.findToChange(target).row.version
        if (present !== version) throw new AppError('conflict', `Version ${present} of this query was saved meanwhile. Look at it, then save yours again, or under another name.`)
        change(parts, finder, target, content, visibility)
        return fresh(target, finder)
      }, IMMEDIATE)
    },
    remove(target) {
      db.transaction(() => {
        const { row } = finder.findToChange(target)
        db.update(savedQueries).set({ deletedAt: clock.now() }).where(eq(savedQueries.id, row.id)).run()
        note(parts, 'saved_query.deleted', target, { name: contentOf(row.content).name })
        forgetDeleted(parts)
      }, IMMEDIATE)
    },
    restore(target, { version }) {
      return db.transaction(() => {
        if (version === undefined) bringBack(parts, finder, target)
        else change(parts, finder, target, contentOfVersion(parts, target, version))
        return fresh(target, finder)
      }, IMMEDIATE)
    },
  }
}

function fresh(target: QueryTarget, { find, mayChange }: Pick<Finder, 'find' | 'mayChange'>) {
  const found = find(target)
  return toSavedQuery(found, mayChange(target.user, found))
}

/** Makes a version, where anything is different. Call it in a transaction. */
function change(parts: SavedQueryParts, finder: Finder, target: QueryChange, content: SavedQueryContent, wanted?: Visibility): void {
  const found = finder.findToChange(target)
  const { row } = found
  const visibility = wanted ?? row.visibility
  const text = contentText(content)
  if (text === contentText(contentOf(row.content)) && visibility === row.visibility) return
  requireRight(parts, target.user, target.projectId, visibility, found)
  const version = row.version + 1
  parts.db.update(savedQueries).set({ content: text, visibility, version, updatedAt: parts.clock.now() }).where(eq(savedQueries.id, row.id)).run()
  insertVersion(parts, target, version, content)
  note(parts, 'saved_query.changed', target, { name: content.name, version, visibility })
}

function insertVersion({ db, clock }: SavedQueryParts, { user, queryId }: QueryTarget, version: number, content: SavedQueryContent): void {
  db.insert(savedQueryVersions).values({ queryId, version, content: contentText(content), savedBy: user.userId, savedAt: clock.now() }).run()
  db.delete(savedQueryVersions).where(and(eq(savedQueryVersions.queryId, queryId), lte(savedQueryVersions.version, version - MAX_VERSIONS))).run()
}

/** @throws AppError not_found */
function contentOfVersion({ db }: SavedQueryParts, { queryId }: QueryTarget, version: number): SavedQueryContent {
  const row = db.select({ content: savedQueryVersions.content }).from(savedQueryVersions)
    .where(and(eq(savedQueryVersions.queryId, queryId), eq(savedQueryVersions.version, version))).get()
  if (!row) throw notFound(`Version ${version} of the query`)
  return contentOf(row.content)
}

function bringBack(parts: SavedQueryParts, finder: Finder, target: QueryChange): void {
  const { row } = finder.findToChange(target, { deleted: true })
  if (row.deletedAt === null) return
  parts.db.update(savedQueries).set({ deletedAt: null }).where(eq(savedQueries.id, row.id)).run()
  note(parts, 'saved_query.restored', target, { name: contentOf(row.content).name })
}

function note({ audit }: SavedQueryParts, action: AuditAction, { user, projectId, queryId, address }: QueryChange, details: Record<string, string | number>): void {
  audit.append({ action, actorId: user.userId, projectId, targetId: queryId, address, details })
}

/** What was deleted long ago goes for good. */
function forgetDeleted({ db, clock }: SavedQueryParts): void {
  db.delete(savedQueries).where(lt(savedQueries.deletedAt, clock.now() - KEPT_DELETED_MS)).run()
}
