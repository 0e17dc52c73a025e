import type { QueryRequest } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'

export const scope: Scope = { projectId: 'p', sourceId: 's', table: 'logs_1', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }

export const HOUR_OF_NOON = { start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z' }

/** A page of the hour of noon, newest first, but for what is said. */
export const request = (part: Partial<QueryRequest> = {}): QueryRequest => ({ ...HOUR_OF_NOON, limit: 100, order: 'desc', ...part })

export const NOON = 1_768_478_400_000_000_000n
export const HOUR = 3_600_000_000_000n
