import type { SourceStatus } from '#shared/schemas/projects'
import type { Principal } from '../domain/identity'
import type { Platform } from './platform'

/**
 * How a source is doing just now, put together from those who know.
 * @throws AppError not_found for a source that the principal may not read
 */
export function sourceStatusOf({ identity, usage, quota, spool, circuits, sqlUserOf }: Platform, principal: Principal, projectId: string, sourceId: string): SourceStatus {
  const source = identity.getSource(principal, projectId, sourceId)
  const { table } = identity.scopeOfSource(principal, projectId, sourceId)
  const sql = sqlUserOf(projectId)
  return {
    source,
    today: { ...usage.today(sourceId), endsAt: quota.endOfDay().toISOString() },
    circuits: circuits(),
    spool: spool.statsOf(table),
    ...sql && { sql },
  }
}
