import { checkQuery, LogqlError, MetricError, parseQuery, PipelineError, printQuery, type LogNode, type QueryNode, type QueryResult, type StepGrid } from '#shared/logql'
import type { Order } from '#shared/schemas/query'
import type { Scope } from '#shared/types/scope'
import type { Place } from '#shared/utils/place'
import { AppError, type QueryLimits } from '../../kernel'
import type { Run } from '../executor'
import type { TableLayout } from '../layout'
import type { Range } from '../range'
import { tablesOf, type OpenScope } from '../tables'
import type { KnownPieces } from '../range-cache'
import { exportLines } from './export'
import type { LabelQuestion } from './label-names'
import { readArrivals, type Arrived, type ArrivedLines } from './arrived'
import type { LabelSettings } from './label-sql'
import { lineReader, readLogCursor, readLogPage, writeLogCursor, type LogEntry } from './log-page'
import { readMetric } from './metric'
import { RecordReader } from './record-rows'

/** A question in LogQL. Times are nanoseconds since 1970. */
export interface LogqlRequest {
  readonly query: string
  /** Of lines: `start` belongs to it, `end` does not. Numbers are given at start, start + step, … up to end. */
  readonly range: Range
  /** 0 for one moment, `end`. */
  readonly step: bigint
  /** Of lines. */
  readonly limit: number
  readonly order: Order
  readonly cursor?: string | undefined
  /** Only lines that came then. */
  readonly arrived?: Arrived | undefined
}

/** What is known of the source’s table, and who is told of what was asked of it. */
export interface TableTools {
  readonly layout: TableLayout | undefined
  /** Labels that were looked for in the attributes of lines. */
  readonly lookedFor: (labels: readonly string[]) => void
  /** What is known of a question already. */
  readonly known: (question: string) => Promise<KnownPieces | undefined>
}

/** Lines, or numbers. */
export type LogqlAnswer = LogqlLines | Exclude<QueryResult, { kind: 'streams' }>
export interface LogqlLines {
  readonly kind: 'lines'
  readonly entries: readonly LogEntry[]
  /** For the next page; null at the end. */
  readonly cursor: string | null
}

/** A line, or all the numbers that a query comes to. */
export type LogqlPiece = { readonly entry: LogEntry } | { readonly numbers: Exclude<LogqlAnswer, LogqlLines> }

const MAX_QUERY_CHARACTERS = 128 * 1024

/**
 * @param everything false: selectors such as `{}` are refused, as Loki does; with us it means all lines
 * @throws AppError bad_request with the place of the mistake
 */
export function parseLogql(query: string, { everything = true } = {}): QueryNode {
  if (query.length > MAX_QUERY_CHARACTERS) throw refused(`The query is longer than ${MAX_QUERY_CHARACTERS} characters`)
  try {
    const node = parseQuery(query, { everything })
    checkQuery(node)
    return node
  }
  catch (error) {
    throw toRefusal(error)
  }
}

/** The query of a request. @throws AppError bad_request */
export function parseRequest({ query, arrived }: LogqlRequest): QueryNode {
  const node = parseLogql(query)
  if (arrived === undefined || node.kind === 'log') return node
  throw new AppError('bad_request', 'Only lines can be asked for by when they arrived', { issues: [{ path: 'arrived', message: 'This query gives numbers' }] })
}

/**
 * Answers a query in LogQL.
 * @throws AppError bad_request for what can't be asked, and those of the query service
 */
export async function readLogql(run: Run, scope: OpenScope, request: LogqlRequest, open: () => Promise<TableTools>): Promise<LogqlAnswer> {
  const entries: LogEntry[] = []
  const pieces = streamLogql(run, scope, request, open)
  for (;;) {
    const { done, value } = await pieces.next()
    if (done) return { kind: 'lines', entries, cursor: value }
    if ('numbers' in value) return value.numbers
    entries.push(value.entry)
  }
}

/**
 * The same piece by piece, as it is read; returns the cursor for the next page of lines, null at the end.
 * @param reached is told how far in time the reading of lines has come
 */
export async function* streamLogql(
  run: Run, scope: OpenScope, request: LogqlRequest, open: () => Promise<TableTools>, reached?: (time: bigint) => void,
): AsyncGenerator<LogqlPiece, string | null> {
  const node = parseRequest(request)
  const tools = await open()
  const settings = settingsOf(scope, tools.layout)
  try {
    if (node.kind === 'log') return yield* readLines(run, scope, node, request, settings, reached)
    yield { numbers: await readNumbers(run, scope, node, request, settings, tools) }
    return null
  }
  catch (error) {
    throw toRefusal(error)
  }
}

/**
 * All that matches, up to `limit` lines, oldest or newest first; returns whether there is more.
 * @param reached is told how far in time the reading of lines has come
 */
export async function* exportLogql(
  run: Run, scope: OpenScope, request: LogqlRequest, open: () => Promise<TableTools>, reached: (time: bigint) => void,
): AsyncGenerator<LogqlPiece, boolean> {
  const node = parseRequest(request)
  const tools = await open()
  const settings = settingsOf(scope, tools.layout)
  try {
    if (node.kind !== 'log') {
      yield { numbers: await readNumbers(run, scope, node, request, settings, tools) }
      return false
    }
    return yield* asPieces(exportLines(run, { ...request, tables: tablesOf(scope), node, settings, reached }))
  }
  catch (error) {
    throw toRefusal(error)
  }
}

async function* asPieces<R>(entries: AsyncGenerator<LogEntry, R>): AsyncGenerator<LogqlPiece, R> {
  try {
    for (;;) {
      const { done, value } = await entries.next()
      if (done) return value
      yield { entry: value }
    }
  }
  finally {
    await entries.return(undefined as never)
  }
}

/** Makes the records of a source of its rows. */
export const openRecordReader = (scope: Scope) => new RecordReader(settingsOf(scope))

export const settingsOf = ({ discoverLogLevels = true }: Pick<OpenScope, 'discoverLogLevels'>, layout?: TableLayout): LabelSettings => ({ discoverLogLevels, layout })

async function* readLines(
  run: Run, scope: OpenScope, node: LogNode, { range, order, limit, cursor, arrived }: LogqlRequest, settings: LabelSettings,
  reached: ((time: bigint) => void) | undefined,
): AsyncGenerator<LogqlPiece, string | null> {
  const question = { tables: tablesOf(scope), node, range, order, limit, arrived, settings, reached }
  const name = printQuery(node)
  const after = cursor === undefined ? undefined : readLogCursor(name, question, cursor)
  const pages = readLogPage(run, { ...question, after }, lineReader(question))
  try {
    for (;;) {
      const item = await pages.next()
      if (item.done) return item.value.next === undefined ? null : writeLogCursor(name, question, item.value.next)
      yield { entry: item.value }
    }
  }
  finally {
    await pages.return(undefined as never)
  }
}

async function readNumbers(run: Run, scope: OpenScope, node: Exclude<QueryNode, LogNode>, request: LogqlRequest, settings: LabelSettings, tools: TableTools): Promise<Exclude<LogqlAnswer, LogqlLines>> {
  const question = { tables: tablesOf(scope), node, grid: gridOf(request, run.limits), settings, maxSeries: run.limits.series, lookedFor: tools.lookedFor, known: tools.known }
  return await readMetric(run, question) as Exclude<LogqlAnswer, LogqlLines>
}

/** What came behind one place, up to and with another. */
export interface ArrivalRequest {
  readonly node: LogNode
  readonly after: Place
  readonly upTo: Place
  /** To read at most. */
  readonly rows: number
}

/** Reads lines in the order in which they came. @throws AppError as `readLogql` */
export async function readArrived(run: Run, scope: OpenScope, request: ArrivalRequest): Promise<ArrivedLines> {
  try {
    return await readArrivals(run, { ...request, tables: tablesOf(scope), settings: settingsOf(scope) })
  }
  catch (error) {
    throw toRefusal(error)
  }
}

/** The moments at which numbers are asked for. @throws AppError bad_request when there are too many */
export function gridOf({ range: { start, end }, step }: LogqlRequest, { points }: Pick<QueryLimits, 'points'>): StepGrid {
  if (step === 0n) return { start: end, end, step }
  if ((end - start) / step > BigInt(points)) {
    throw refused(`The query has more than ${points} points for each series. Use a larger step, or a shorter range`)
  }
  return { start, end, step }
}

/** What is wrong with a query, as an answer. */
function toRefusal(error: unknown): unknown {
  if (error instanceof LogqlError) return refused(error.message)
  return error instanceof PipelineError || error instanceof MetricError ? refused(error.message) : error
}

const refused = (message: string) => new AppError('bad_request', message, { issues: [{ path: 'query', message }] })

/** A query of lines. @throws AppError bad_request also for one of numbers */
export function linesOf(query: string): LogNode {
  const node = parseLogql(query)
  if (node.kind !== 'log') throw refused('This is asked of lines: send a log query such as {app="shop"} |= "x", not a metric query')
  return node
}

/** A selector of lines for questions about labels; undefined for all. @throws AppError bad_request */
function selectorOf(query: string | undefined): LogNode | undefined {
  if (query === undefined || /^\s*\{\s*\}\s*$/.test(query)) return undefined
  const node = parseLogql(query)
  if (node.kind !== 'log') throw refused('Labels are asked for with a selector such as {app="shop"}, not with a metric query')
  return node
}

/** What questions about labels ask of: times are nanoseconds, both inclusive. */
export interface LabelsRequest { readonly query?: string | undefined, readonly range: Range }

/** @throws AppError bad_request */
export const labelQuestion = (scope: OpenScope, { query, range }: LabelsRequest): LabelQuestion =>
  ({ tables: tablesOf(scope), range, node: selectorOf(query), settings: settingsOf(scope) })
