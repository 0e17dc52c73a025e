import type { z } from 'zod'
import type { LogqlAnswer, logqlQuestionSchema } from '#shared/schemas/logql'
import type { SqlPlan } from '#shared/schemas/sql-plan'
import type { Principal } from '../domain/identity'
import { AppError } from '../domain/kernel'
import type { QueryProgress, SqlColumn, SqlPiece, SqlRequest, SqlSource, SqlSources, SqlSummary } from '../domain/query'
import type { Platform } from './platform'
import { sqlCells, sqlEvents } from './query-pieces'
import type { QueryStream } from './query-stream'

type SqlBody = z.output<typeof logqlQuestionSchema>

/** Answers a statement over the sources of a project. @throws AppError as the query service */
export async function answerSql(platform: Platform, principal: Principal, body: SqlBody, signal: AbortSignal): Promise<LogqlAnswer> {
  const pieces = askSql(platform, principal, body, signal)
  let columns: readonly SqlColumn[] = []
  const rows: unknown[][] = []
  for (;;) {
    const { done, value } = await pieces.next()
    if (done) {
      const { truncated, limit, scannedRows, scannedBytes, elapsedMs } = value
      return { kind: 'table', columns: [...columns], rows, truncated, limit, cost: { scannedRows, scannedBytes, elapsedMs } }
    }
    if ('columns' in value) columns = value.columns
    else rows.push([...value.row])
  }
}

/** The same as it comes. */
export function sqlStream(platform: Platform, principal: Principal, body: SqlBody, signal: AbortSignal): QueryStream<SqlPiece> {
  let progress: QueryProgress = { scannedRows: 0, scannedBytes: 0, share: null }
  const pieces = askSql(platform, principal, body, signal, ({ rows, bytes, totalRows }) => {
    progress = { scannedRows: rows, scannedBytes: bytes, share: totalRows === 0 ? null : Math.min(1, rows / totalRows) }
  })
  return { pieces: summed(pieces), progress: () => progress, events: sqlEvents, cells: sqlCells(), noCells: [] }
}

async function* summed(pieces: AsyncGenerator<SqlPiece, SqlSummary>): AsyncGenerator<SqlPiece, object> {
  const { count, truncated, limit, ...cost } = yield* pieces
  return { kind: 'table', count, truncated, limit, cost }
}

/** Tells how a statement would be answered. @throws AppError as the query service */
export function explainSql(platform: Platform, principal: Principal, body: SqlBody, signal: AbortSignal): Promise<SqlPlan> {
  return platform.query.sqlPlan(sqlSources(platform, principal, body), requestOf(platform, principal, body), signal)
}

const askSql = (platform: Platform, principal: Principal, body: SqlBody, signal: AbortSignal, onProgress?: SqlRequest['onProgress']): AsyncGenerator<SqlPiece, SqlSummary> =>
  platform.query.sql(sqlSources(platform, principal, body), { ...requestOf(platform, principal, body), ...onProgress && { onProgress } }, signal)

/** All sources of the project that is asked: what is asked may name them. */
export function sqlSources({ identity }: Pick<Platform, 'identity'>, principal: Principal, body: Pick<SqlBody, 'project' | 'source'>): SqlSources {
  const { projectId } = identity.readScopeOf(principal, body)
  return { sources: identity.listSources(principal, projectId).map(({ name }) => ({ name, scope: identity.scopeOf(principal, { project: projectId, source: name }) })) }
}

/** Those of them that are asked, by their names: one at least. */
export function askedSources({ identity }: Pick<Platform, 'identity'>, principal: Principal, body: Pick<SqlBody, 'project' | 'source'>): readonly SqlSource[] {
  const scope = identity.readScopeOf(principal, body)
  if ('sources' in scope) return [...scope.sources].map(([name, one]) => ({ name, scope: one }))
  return [{ name: sourceName({ identity }, principal, body), scope }]
}

const requestOf = (platform: Platform, principal: Principal, body: SqlBody): SqlRequest =>
  ({ text: body.query, start: body.start, end: body.end, source: sourceName(platform, principal, body) })

/** @throws AppError bad_request for several */
function oneSource({ source }: Pick<SqlBody, 'source'>): string | undefined {
  const [first, ...others] = new Set([source ?? []].flat())
  if (others.length > 0) throw new AppError('bad_request', 'SQL is of one source at a time, which {source} stands for; a statement names others itself. Send one `source`.', { issues: [{ path: 'source', message: 'Send one' }] })
  return first
}

/** The name of the source that is asked: the default one's where none is said. @throws AppError bad_request for several */
export function sourceName({ identity }: Pick<Platform, 'identity'>, principal: Principal, body: Pick<SqlBody, 'project' | 'source'>): string {
  const { project } = body
  const source = oneSource(body)
  const { projectId, sourceId } = identity.scopeOf(principal, { project, source })
  return source ?? identity.listSources(principal, projectId).find(({ id }) => id === sourceId)!.name
}
