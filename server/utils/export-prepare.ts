import type { CreateExportRequest, ExportStatus } from '#shared/schemas/exports'
import type { PreparedExport } from '../domain/exports'
import type { Principal } from '../domain/identity'
import { AppError } from '../domain/kernel'
import { parseLogql } from '../domain/query'
import { logqlQuestion } from './logql-answer'
import type { Platform } from './platform'
import { readerOf } from './query-turns'
import { askedSources, sourceName } from './sql-answer'

/** Everything that can be wrong before an export begins is said here. @throws AppError bad_request, not_found, conflict */
export function prepareExport(platform: Platform, principal: Principal, request: CreateExportRequest, address: string): ExportStatus {
  const { projectId } = platform.identity.readScopeOf(principal, request)
  const limit = platform.query.limits.exportRows
  const exporter = { name: readerOf(principal), projectId, address, ...principal.kind === 'user' && { userId: principal.userId } }
  return platform.exports.prepare(exporter, { request, limit, ...inEngine(platform, principal, request, limit) })
}

/** What ClickHouse is to be asked with where it writes the file: it knows no LogQL. */
function inEngine(platform: Platform, principal: Principal, request: CreateExportRequest, limit: number): Pick<PreparedExport, 'sql' | 'counting' | 'notes'> {
  if (request.language === 'sql') {
    // Refuses several, of which {source} can’t be one.
    sourceName(platform, principal, request)
    return { notes: [] }
  }
  if (request.format !== 'parquet') {
    parseLogql(request.query)
    return { notes: [] }
  }
  const [sources, question] = [askedSources(platform, principal, request), logqlQuestion({ ...request, limit })]
  const { sql, missing, notes } = platform.query.takeOver(sources, question)
  if (sql !== null) return { sql, counting: platform.query.countOver(sources, question), notes }
  const [{ part, reason }] = missing as [typeof missing[number]]
  throw new AppError('bad_request', `ClickHouse writes Parquet by itself, and can’t follow this query: ${part} (${reason}). Export CSV or NDJSON, which can.`, { issues: [{ path: 'format', message: 'Not for this query' }] })
}
