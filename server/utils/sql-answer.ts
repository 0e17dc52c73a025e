import type { z } from 'zod'
import type { LogqlAnswer, logqlRequestSchema } from '#shared/schemas/logql'
import type { Principal } from '../domain/identity'
import type { SqlColumn } from '../domain/query'
import type { Platform } from './platform'

type SqlBody = z.output<typeof logqlRequestSchema>

/** Answers a statement over the sources of a project. @throws AppError as the query service */
export async function answerSql(platform: Platform, principal: Principal, body: SqlBody, signal: AbortSignal): Promise<LogqlAnswer> {
  const { identity } = platform
  const { projectId } = identity.scopeOf(principal, body)
  const sources = identity.listSources(principal, projectId)
    .map(({ name }) => ({ name, scope: identity.scopeOf(principal, { project: projectId, source: name }) }))
  const { query: text, start, end } = body
  const source = sourceName(platform, principal, body)
  const pieces = platform.query.sql({ sources }, { text, start, end, source }, signal)
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

/** The name of the source that is asked: the default one's where none is said. */
export function sourceName({ identity }: Platform, principal: Principal, { project, source }: Pick<SqlBody, 'project' | 'source'>): string {
  const { projectId, sourceId } = identity.scopeOf(principal, { project, source })
  return source ?? identity.listSources(principal, projectId).find(({ id }) => id === sourceId)!.name
}
