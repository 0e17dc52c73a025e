import type { z } from 'zod'
import type { ContextResponse } from '#shared/schemas/context'
import type { LogqlAnswer as Answer, logqlRequestSchema } from '#shared/schemas/logql'
import { readRange, type LogContext, type LogqlAnswer, type LogqlLines, type LogqlRequest, type Scan } from '../domain/query'
import { labelsOf } from './label-categories'

/** A request of our own API as the query room takes it. @throws AppError bad_request */
export const logqlQuestion = ({ query, start, end, step = 0n, limit, order, cursor }: z.output<typeof logqlRequestSchema>): LogqlRequest =>
  ({ query, range: readRange(start, end), step, limit, order, cursor })

/** The answer of our own API. */
export function logqlAnswer({ scan, ...answer }: LogqlAnswer & { scan: Scan }, elapsedMs: number): Answer {
  const cost = costOf(scan, elapsedMs)
  switch (answer.kind) {
    case 'lines': return { kind: 'lines', lines: answer.entries.map(lineOf), cursor: answer.cursor, cost }
    case 'scalar': return { kind: 'scalar', time: String(answer.timestamp), value: numberOf(answer.value), cost }
    case 'vector': return {
      kind: 'vector', time: String(answer.timestamp), samples: answer.samples.map(({ labels, value }) => ({ labels, value: numberOf(value) })), cost,
    }
    case 'matrix': return {
      kind: 'matrix', series: answer.series.map(({ labels, points }) => ({ labels, points: points.map(([time, value]): [string, number | NotFinite] => [String(time), numberOf(value)]) })), cost,
    }
  }
}

const costOf = ({ rows, bytes }: Scan, elapsedMs: number) => ({ scannedRows: rows, scannedBytes: bytes, elapsedMs })

/** The lines around one. */
export function contextAnswer({ line, before, after, scan }: LogContext & { scan: Scan }, elapsedMs: number): ContextResponse {
  return {
    before: before.entries.map(lineOf), line: lineOf(line), after: after.entries.map(lineOf),
    cursorBefore: before.cursor, cursorAfter: after.cursor, cost: costOf(scan, elapsedMs),
  }
}

function lineOf({ line, position: { segment, ordinal } }: LogqlLines['entries'][number]) {
  return { id: `${segment}-${ordinal}`, time: String(line.timestamp), line: line.text, stream: labelsOf(line, 'stream'), metadata: labelsOf(line, 'metadata'), parsed: labelsOf(line, 'parsed') }
}

type NotFinite = 'NaN' | '+Inf' | '-Inf'

const numberOf = (value: number): number | NotFinite =>
  Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
