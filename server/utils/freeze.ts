import type { LogqlAnswer } from '#shared/schemas/logql'
import type { CreateShareRequest, FrozenResult } from '#shared/schemas/shares'
import type { Principal } from '../domain/identity'
import { atOnce, parseLogql, readRange } from '../domain/query'
import { answerLogql } from './logql-answer'
import type { Platform } from './platform'
import { answerSql } from './sql-answer'

const BARS = 100

/** What a question finds now, with the chart of its lines. @throws AppError as the query service */
export async function freeze(platform: Platform, principal: Principal, project: string, request: CreateShareRequest, signal: AbortSignal): Promise<FrozenResult> {
  const { language, query, source, start, end, rows } = request
  const takenAt = new Date().toISOString()
  const question = { project, source, language, query, start, end, step: request.step, limit: rows, order: 'desc' } as const
  const isOfLines = language === 'logql' && parseLogql(query).kind === 'log'
  const scope = platform.identity.readScopeOf(principal, { project, source })
  const [result, histogram] = await atOnce(signal, [
    async (signal): Promise<LogqlAnswer> => language === 'sql' ? firstRows(await answerSql(platform, principal, question, signal), rows) : answerLogql(platform, scope, question, signal),
    async (signal): Promise<FrozenResult['histogram']> => isOfLines ? platform.query.histogram(scope, { query, start, end, buckets: BARS }, signal) : null,
  ])
  const range = readRange(start, end)
  return { takenAt, question: { language, query, ...source !== undefined && { source }, start: isoOf(range.start), end: isoOf(range.end) }, result: result as FrozenResult['result'], histogram }
}

const firstRows = (answer: LogqlAnswer, most: number): LogqlAnswer =>
  answer.kind === 'table' && answer.rows.length > most ? { ...answer, rows: answer.rows.slice(0, most), truncated: true, limit: most } : answer

const isoOf = (nanos: bigint) => new Date(Number(nanos / 1_000_000n)).toISOString()
