import type { Filter } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'
import { readQuestion, type Question } from '~~/server/domain/query/question'

export const scope: Scope = { projectId: 'p', sourceId: 's', table: 'logs_1', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }

export const filter = (part: Partial<Filter> = {}): Filter =>
  ({ start: '2026-01-15T12:00:00Z', end: '2026-01-15T13:00:00Z', ...part })

export const question = (part: Partial<Filter> = {}): Question => readQuestion(scope, filter(part))

export const NOON = 1_768_478_400_000_000_000n
export const HOUR = 3_600_000_000_000n
