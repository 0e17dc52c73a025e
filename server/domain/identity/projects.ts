import { and, asc, count, eq, type SQL } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { createSourceRequestSchema } from '#shared/schemas/projects'
import { tables, type Database } from '~~/db/sqlite'
import { AppError, notFound } from '../kernel'
import type { Access } from './access'
import type { KeyRing } from './keys'
import { IMMEDIATE, insertKey, insertProject, insertSource, toApiKey, toProject, toSource, type RowParts } from './project-rows'
import type { Principal, Projects } from './types'

const LIMIT = 100

/** Projects with their sources and keys. */
export function createProjects(parts: RowParts, access: Access, keyRing: KeyRing): Projects {
  return { ...projectCalls(parts, access), ...sourceCalls(parts, access), ...keyCalls(parts, access, keyRing) }
}

function projectCalls(parts: RowParts, access: Access): Pick<Projects, 'listProjects' | 'getProject' | 'createProject' | 'updateProject'> {
  const { db, audit } = parts
  const { projects } = tables
  const rowOf = (id: string) => {
    const row = db.select().from(projects).where(eq(projects.id, id)).get()
    if (!row) throw notFound('The project')
    return row
  }
  return {
    listProjects: principal => visible(db, principal).map(toProject),
    createProject(user, { name }, address) {
      if (user.role === 'viewer') throw new AppError('forbidden', 'Viewers can read only. Ask an administrator for another role.')
      return db.transaction(() => {
        requireRoom(db, tables.projects, eq(tables.projects.createdBy, user.userId), 'You have made 100 projects, which is the limit.')
        return insertProject(parts, user.userId, name, address)
      }, IMMEDIATE)
    },
    getProject(principal, projectId) {
      access.requireReader(principal, projectId)
      return toProject(rowOf(projectId))
    },
    updateProject(user, projectId, request, address) {
      access.requireOperator(user, projectId)
      return db.transaction(() => {
        const before = rowOf(projectId)
        const changes = { deadLetterDays: request.deadLetterDays ?? before.deadLetterDays }
        const details = changesInWords(before, changes)
        if (Object.keys(details).length === 0) return toProject(before)
        const row = db.update(projects).set(changes).where(eq(projects.id, projectId)).returning().get()
        audit.append({ action: 'project.changed', actorId: user.userId, projectId, targetId: projectId, address, details: { name: row.name, ...details } })
        return toProject(row)
      }, IMMEDIATE)
    },
  }
}

function visible(db: Database, principal: Principal) {
  const { projects, projectMembers } = tables
  const oldestFirst = [asc(projects.createdAt), asc(projects.id)]
  if (principal.kind === 'key') return db.select().from(projects).where(eq(projects.id, principal.projectId)).all()
  if (principal.role === 'admin') return db.select().from(projects).orderBy(...oldestFirst).all()
  return db.select({ project: projects }).from(projects)
    .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
    .where(eq(projectMembers.userId, principal.userId)).orderBy(...oldestFirst).all().map(row => row.project)
}

function sourceCalls(parts: RowParts, access: Access): Pick<Projects, 'listSources' | 'getSource' | 'createSource' | 'updateSource'> {
  const { db, audit } = parts
  const { sources } = tables
  return {
    listSources(principal, projectId) {
      access.requireReader(principal, projectId)
      return db.select().from(sources).where(eq(sources.projectId, projectId))
        .orderBy(asc(sources.createdAt), asc(sources.id)).all().map(toSource)
    },
    getSource(principal, projectId, sourceId) {
      access.requireReader(principal, projectId)
      const row = db.select().from(sources).where(and(eq(sources.id, sourceId), eq(sources.projectId, projectId))).get()
      if (!row) throw notFound('The source')
      return toSource(row)
    },
    createSource(user, projectId, request, address) {
      access.requireOperator(user, projectId)
      const source = createSourceRequestSchema.parse(request)
      return db.transaction(() => {
        requireRoom(db, sources, eq(sources.projectId, projectId), 'The project has 100 sources, which is the limit.')
        const taken = db.select().from(sources).where(and(eq(sources.projectId, projectId), eq(sources.name, source.name))).get()
        if (taken) {
          throw new AppError('conflict', `The project has a source “${source.name}” already. Choose another name.`, {
            issues: [{ path: 'name', message: 'This name is taken' }],
          })
        }
        return insertSource(parts, user.userId, projectId, { ...source, isDefault: false }, address)
      }, IMMEDIATE)
    },
    updateSource(user, projectId, sourceId, request, address) {
      access.requireOperator(user, projectId)
      if (request.ownLogs !== undefined && user.role !== 'admin') {
        throw new AppError('forbidden', 'Cordwood’s own log tells of every project: only administrators say where it is kept.')
      }
      return db.transaction(() => {
        const mine = and(eq(sources.id, sourceId), eq(sources.projectId, projectId))
        const before = db.select().from(sources).where(mine).get()
        if (!before) throw notFound('The source')
        const { retentionDays = before.retentionDays, dailyQuotaBytes = before.dailyQuotaBytes, ownLogs = before.ownLogs } = request
        const changes = { retentionDays, dailyQuotaBytes, ownLogs }
        const details = changesInWords(before, changes)
        if (Object.keys(details).length === 0) return toSource(before)
        if (details.ownLogs && ownLogs) takeOwnLogsAway(parts, user.userId, address)
        const row = db.update(sources).set(changes).where(mine).returning().get()
        audit.append({ action: 'source.changed', actorId: user.userId, projectId, targetId: sourceId, address, details: { name: row.name, ...details } })
        return toSource(row)
      }, IMMEDIATE)
    },
  }
}

function keyCalls(parts: RowParts, access: Access, keyRing: KeyRing): Pick<Projects, 'listKeys' | 'createKey' | 'deleteKey'> {
  const { db, audit } = parts
  const { apiKeys } = tables
  return {
    listKeys(user, projectId) {
      access.requireReader(user, projectId)
      return db.select().from(apiKeys).where(eq(apiKeys.projectId, projectId))
        .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id)).all().map(toApiKey)
    },
    createKey(user, projectId, { name }, address) {
      access.requireOperator(user, projectId)
      return db.transaction(() => {
        requireRoom(db, apiKeys, eq(apiKeys.projectId, projectId), 'The project has 100 keys, which is the limit. Delete one that is no longer used.')
        return insertKey(parts, user.userId, projectId, name, address)
      }, IMMEDIATE)
    },
    deleteKey(user, projectId, keyId, address) {
      access.requireOperator(user, projectId)
      db.transaction(() => {
        const gone = db.delete(apiKeys).where(and(eq(apiKeys.id, keyId), eq(apiKeys.projectId, projectId))).returning().get()
        if (!gone) throw notFound('The key')
        audit.append({
          action: 'key.deleted', actorId: user.userId, projectId, targetId: keyId, address,
          details: { name: gone.name, prefix: gone.prefix },
        })
      }, IMMEDIATE)
      keyRing.forget(keyId)
    },
  }
}

/** One source keeps Cordwood's own log: another takes it over. */
function takeOwnLogsAway({ db, audit }: RowParts, actorId: string, address: string): void {
  const { sources } = tables
  const row = db.update(sources).set({ ownLogs: false }).where(eq(sources.ownLogs, true)).returning().get()
  if (!row) return
  audit.append({
    action: 'source.changed', actorId, projectId: row.projectId, targetId: row.id, address, details: { name: row.name, ownLogs: 'true → false' },
  })
}

/** What differs, for the reader of the trail: `30 → 7`. */
function changesInWords<Row extends object>(before: Row, changes: Partial<Row>): Record<string, string> {
  const names = Object.keys(changes) as (keyof Row & string)[]
  return Object.fromEntries(names.filter(name => before[name] !== changes[name])
    .map(name => [name, `${String(before[name] ?? 'none')} → ${String(changes[name] ?? 'none')}`]))
}

function requireRoom(db: Database, table: SQLiteTable, where: SQL, message: string): void {
  if (db.select({ n: count() }).from(table).where(where).get()!.n >= LIMIT) throw new AppError('conflict', message)
}
