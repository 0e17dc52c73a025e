import type { z } from 'zod'
import type { Line } from '#shared/logql'
import type { ContextResponse } from '#shared/schemas/context'
import type { LogqlAnswer as Answer, logqlQuestionSchema } from '#shared/schemas/logql'
import type { ReadScope } from '#shared/types/scope'
import { formatLineId, type SourcedRow } from '#shared/utils/place'
import { readRange, type LogContext, type LogqlAnswer, type LogqlRequest, type Scan } from '../domain/query'
import { labelsOf } from './label-categories'
import type { Platform } from './platform'

/** A request of our own API as the query room takes it. @throws AppError bad_request */
export const logqlQuestion = ({ query, start, end, step = 0n, limit, order, cursor, arrived }: z.output<typeof logqlQuestionSchema>): LogqlRequest =>
  ({ query, range: readRange(start, end), step, limit, order, cursor, arrived })

/** Answers a query in LogQL as a whole. @throws AppError as the query service */
export async function answerLogql({ query }: Pick<Platform, 'query'>, scope: ReadScope, body: z.output<typeof logqlQuestionSchema>, signal: AbortSignal): Promise<Answer> {
  const started = performance.now()
  const answer = await query.logql(scope, logqlQuestion(body), signal)
  return logqlAnswer(answer, performance.now() - started)
}

/** How many lines, rows, series or numbers an answer has. */
export function rowsIn(answer: Answer): number {
  switch (answer.kind) {
    case 'lines': return answer.lines.length
    case 'table': return answer.rows.length
    case 'matrix': return answer.series.length
    case 'vector': return answer.samples.length
    case 'scalar': return 1
  }
}

function logqlAnswer({ scan, ...answer }: LogqlAnswer & { scan: Scan }, elapsedMs: number): Answer {
  const cost = costOf(scan, elapsedMs)
  switch (answer.kind) {
    case 'lines': return { kind: 'lines', lines: answer.entries.map(lineOf), cursor: answer.cursor, cost }
    case 'scalar': return { kind: 'scalar', time: String(answer.timestamp), value: valueOf(answer.value), cost }
    case 'vector': return {
      kind: 'vector', time: String(answer.timestamp), samples: answer.samples.map(({ labels, value }) => ({ labels, value: valueOf(value) })), cost,
    }
    case 'matrix': return {
      kind: 'matrix', series: answer.series.map(seriesOf), cost,
    }
  }
}

export const costOf = ({ rows, bytes, pieces, known = 0 }: Scan, elapsedMs: number) =>
  ({ scannedRows: rows, scannedBytes: bytes, elapsedMs, ...pieces ? { cachedShare: known / pieces } : {} })

/** The lines around one. */
export function contextAnswer({ line, before, after, scan }: LogContext & { scan: Scan }, elapsedMs: number): ContextResponse {
  return {
    before: before.entries.map(lineOf), line: lineOf(line), after: after.entries.map(lineOf),
    cursorBefore: before.cursor, cursorAfter: after.cursor, cost: costOf(scan, elapsedMs),
  }
}

/** A line as our own API gives it out. */
export const lineOf = ({ line, position }: { line: Line, position: SourcedRow }) => ({
  id: formatLineId(position), ...position.source !== undefined && { source: position.source }, time: String(line.timestamp), line: line.text,
  stream: labelsOf(line, 'stream'), metadata: labelsOf(line, 'metadata'), parsed: labelsOf(line, 'parsed'),
})

type Series = Extract<LogqlAnswer, { kind: 'matrix' }>['series'][number]

export const seriesOf = ({ labels, points }: Series) =>
  ({ labels, points: points.map(([time, value]): [string, number | NotFinite] => [String(time), valueOf(value)]) })

type NotFinite = 'NaN' | '+Inf' | '-Inf'

/** JSON knows no NaN and no infinity. */
export const valueOf = (value: number): number | NotFinite =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
