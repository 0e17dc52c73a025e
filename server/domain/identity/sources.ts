import { and, asc, eq } from 'drizzle-orm'
import { createSourceRequestSchema } from '#shared/schemas/projects'
import { tables } from '~~/db/sqlite'
import { AppError, notFound } from '../kernel'
import type { Access } from './access'
import { changesInWords, IMMEDIATE, insertSource, requireRoom, toSource, type RowParts } from './project-rows'
import type { Projects } from './types'

const { sources } = tables
type SourceRow = typeof sources.$inferSelect

const NOTHING: Record<string, string> = {}

export function sourceCalls(
  parts: RowParts, access: Access,
): Pick<Projects, 'listSources' | 'getSource' | 'createSource' | 'requireFreeName' | 'updateSource' | 'updateCustomTable'> {
  const { db } = parts
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
    requireFreeName(user, projectId, name) {
      access.requireOperator(user, projectId)
      requireFree(parts, projectId, name)
    },
    createSource(user, projectId, request, address, custom) {
      access.requireOperator(user, projectId)
      const { name, schema, retentionDays, dailyQuotaBytes, discoverServiceName, discoverLogLevels } = createSourceRequestSchema.parse(request)
      return db.transaction(() => {
        requireFree(parts, projectId, name)
        return insertSource(parts, user.userId, projectId, { name, schema, retentionDays, dailyQuotaBytes, discoverServiceName, discoverLogLevels, isDefault: false }, address, custom)
      }, IMMEDIATE)
    },
    updateSource(user, projectId, sourceId, request, address) {
      access.requireOperator(user, projectId)
      if (request.ownLogs !== undefined && user.role !== 'admin') {
        throw new AppError('forbidden', 'Cordwood’s own log tells of every project: only administrators say where it is kept.')
      }
      return change(parts, { userId: user.userId, projectId, sourceId, address }, (before) => {
        const { retentionDays = before.retentionDays, dailyQuotaBytes = before.dailyQuotaBytes, ownLogs = before.ownLogs } = request
        const changes = { retentionDays, dailyQuotaBytes, ownLogs }
        const details = changesInWords(before, changes)
        if (details.ownLogs && ownLogs) takeOwnLogsAway(parts, before, user.userId, address)
        return { changes, details }
      })
    },
    updateCustomTable(user, projectId, sourceId, table, address) {
      access.requireOperator(user, projectId)
      return change(parts, { userId: user.userId, projectId, sourceId, address }, (before) => {
        const definition = JSON.stringify(table)
        return { changes: { definition }, details: before.definition === definition ? NOTHING : { mapping: JSON.stringify(table.mapping) } }
      })
    },
  }
}

/** @throws AppError conflict */
function requireFree({ db }: RowParts, projectId: string, name: string): void {
  requireRoom(db, sources, eq(sources.projectId, projectId), 'The project has 100 sources, which is the limit.')
  const taken = db.select({ id: sources.id }).from(sources).where(and(eq(sources.projectId, projectId), eq(sources.name, name))).get()
  if (taken) {
    throw new AppError('conflict', `The project has a source “${name}” already. Choose another name.`, {
      issues: [{ path: 'name', message: 'This name is taken' }],
    })
  }
}

interface Target { userId: string, projectId: string, sourceId: string, address: string }
interface Change { changes: Partial<SourceRow>, details: Readonly<Record<string, string>> }

/** Changes a source and notes it; nothing is done where `details` are empty. @throws AppError not_found */
function change({ db, audit }: RowParts, { userId, projectId, sourceId, address }: Target, plan: (before: SourceRow) => Change) {
  return db.transaction(() => {
    const mine = and(eq(sources.id, sourceId), eq(sources.projectId, projectId))
    const before = db.select().from(sources).where(mine).get()
    if (!before) throw notFound('The source')
    const { changes, details } = plan(before)
    if (Object.keys(details).length === 0) return toSource(before)
    const row = db.update(sources).set(changes).where(mine).returning().get()
    audit.append({ action: 'source.changed', actorId: userId, projectId, targetId: sourceId, address, details: { name: row.name, ...details } })
    return toSource(row)
  }, IMMEDIATE)
}

/** @throws AppError bad_request for a source whose columns are made for other lines */
function requireLogRecords({ name, schema }: SourceRow): void {
  if (schema === 'app') return
  const message = `Cordwood’s own log needs a source with the schema “app”, and “${name}” has “${schema}”. Choose another source, or make one.`
  throw new AppError('bad_request', message, { issues: [{ path: 'ownLogs', message: 'Not for a source of this schema' }] })
}

/** One source keeps Cordwood's own log: `to` takes it over from another. @throws AppError bad_request */
function takeOwnLogsAway({ db, audit }: RowParts, to: SourceRow, actorId: string, address: string): void {
  requireLogRecords(to)
  const row = db.update(sources).set({ ownLogs: false }).where(eq(sources.ownLogs, true)).returning().get()
  if (!row) return
  audit.append({
    action: 'source.changed', actorId, projectId: row.projectId, targetId: row.id, address, details: { name: row.name, ownLogs: 'true → false' },
  })
}
