import type { ClickHouseClient } from '@clickhouse/client'
import type { Clock, QueryLimits } from '../kernel'
import type { FieldsResponse, FieldValuesRequest, FieldValuesResponse, HistogramRequest, HistogramResponse, PatternsRequest, PatternsResponse, SelectionRequest } from '#shared/schemas/facets'
import type { CompareRequest, CompareResponse } from '#shared/schemas/compare'
import type { ContextRequest } from '#shared/schemas/context'
import type { LogRow, QueryRequest, QuerySummary } from '#shared/schemas/query'
import type { LogqlExplanation, LogqlSql } from '#shared/schemas/logql'
import type { ReadScope, Scope } from '#shared/types/scope'
import { schemaOfSource, type ProjectUsers } from '../storage'
import { readDefinition, type TableDefinition } from './definition'
import { createExecutor, defaultLimits, type Run, type Scan } from './executor'
import { readComparison } from './facets/compare'
import { readFields } from './facets/fields'
import { readHistogram } from './facets/histogram'
import { readPatterns, type OwnStep } from './facets/patterns'
import { readFieldValues } from './facets/values'
import { readContext, type LogContext } from './logql/context'
import { explainLogql } from './logql/explain'
import { readLabelNames, readLabelValues, readStreams, readStreamTotals, type StreamTotals, type StreamVolume } from './logql/label-names'
import type { ArrivedLines } from './logql/arrived'
import { exportLogql, labelQuestion, readArrived, readLogql, streamLogql, type ArrivalRequest, type LabelsRequest, type LogqlAnswer, type LogqlPiece, type LogqlRequest } from './logql/read'
import { createLogqlTools, type LogqlTools } from './logql/tools'
import { readPage, readRecord } from './records'
import { countOver, takeOver } from './takeover/takeover'
import type { OpenScope } from './tables'
import { createSqlService, type SqlService, type SqlSource } from './sql/index'

/** How far a query has come. */
export interface QueryProgress {
  readonly scannedRows: number
  readonly scannedBytes: number
  /** Of what there is to read, 0 to 1; null where that is not known. */
  readonly share: number | null
}

/**
 * Reads the records of a scope, which may be several sources. Every method throws AppError: `bad_request` for what can't be asked, `timeout` and
 * `unavailable` from the engine; when `signal` aborts, the query ends in the engine and the signal's reason is thrown.
 */
export interface QueryService extends SqlService {
  /** What a request may cost. */
  readonly limits: QueryLimits
  /** One page of the simple form, record by record as the engine gives them; returns the summary. Reading slowly slows the engine. */
  records(scope: ReadScope, request: QueryRequest, signal: AbortSignal): AsyncGenerator<LogRow, QuerySummary>
  /** Counts by level, or by a field, in bars of time. */
  histogram(scope: ReadScope, request: HistogramRequest, signal: AbortSignal): Promise<HistogramResponse>
  /** The names that occur, with type, coverage and number of values. */
  fields(scope: ReadScope, request: SelectionRequest, signal: AbortSignal): Promise<FieldsResponse>
  /** The most frequent values of one field. */
  fieldValues(scope: ReadScope, request: FieldValuesRequest, signal: AbortSignal): Promise<FieldValuesResponse>
  /** The patterns of the lines, with their counts now and before. */
  patterns(scope: ReadScope, request: PatternsRequest & OwnStep, signal: AbortSignal): Promise<PatternsResponse>
  /** What is more or less frequent in some lines than in others. */
  compare(scope: ReadScope, request: CompareRequest, signal: AbortSignal): Promise<CompareResponse>
  /** One record by its id; AppError `not_found` on a miss. */
  record(scope: ReadScope, id: string, signal: AbortSignal): Promise<LogRow>
  /** Lines or numbers, asked for in LogQL; AppError `bad_request` says where a query is wrong. */
  logql(scope: ReadScope, request: LogqlRequest, signal: AbortSignal): Promise<LogqlAnswer & { scan: Scan }>
  /** The same as it is read; returns the cursor for the next page. */
  logqlStream(scope: ReadScope, request: LogqlRequest, signal: AbortSignal): { pieces: AsyncGenerator<LogqlPiece, string | null>, progress(): QueryProgress }
  /** All that matches, up to `limit` lines; returns whether there is more. */
  logqlExport(scope: ReadScope, request: LogqlRequest, signal: AbortSignal): { pieces: AsyncGenerator<LogqlPiece, boolean>, progress(): QueryProgress }
  /** The lines around a record; AppError `not_found` on a miss. */
  context(scope: ReadScope, request: ContextRequest, signal: AbortSignal): Promise<LogContext & { scan: Scan }>
  /** Lines in the order in which they came, whatever times they say; AppError as `logql`. */
  arrived(scope: ReadScope, request: ArrivalRequest, signal: AbortSignal): Promise<ArrivedLines>
  /** How that would be answered; asks ClickHouse nothing. */
  explain(scope: ReadScope, request: LogqlRequest, signal: AbortSignal): Promise<LogqlExplanation>
  /** The same question in SQL, of at least one source, for its author to go on with; asks ClickHouse nothing. */
  takeOver(sources: readonly SqlSource[], request: LogqlRequest): LogqlSql
  /** SQL that gives how many lines match, up to one more than `limit`; null of numbers. */
  countOver(sources: readonly SqlSource[], request: LogqlRequest): string | null
  /** The stream labels of the lines that are meant; AppError `bad_request` as `logql`. */
  labels(scope: ReadScope, request: LabelsRequest, signal: AbortSignal): Promise<string[]>
  /** The values of one. */
  labelValues(scope: ReadScope, request: LabelsRequest & { name: string }, signal: AbortSignal): Promise<string[]>
  /** The streams, the largest first; the largest 5000 where there are more. */
  streams(scope: ReadScope, request: LabelsRequest, signal: AbortSignal): Promise<StreamVolume[]>
  /** What all of them come to. */
  streamTotals(scope: ReadScope, request: LabelsRequest, signal: AbortSignal): Promise<StreamTotals>
  /** How the table of a source is made, for those who write to it past us. */
  definition(scope: Scope, signal: AbortSignal): Promise<TableDefinition>
}

export interface QueryServiceOptions {
  /** Shared by the services over one database; one of its own without it. */
  tools?: LogqlTools
  client: ClickHouseClient
  /** Where the tables are. */
  database: string
  clock: Clock
  limits?: Partial<QueryLimits>
  /** As whom SQL of a project’s members runs; without them as Cordwood’s own user. */
  users?: ProjectUsers | undefined
}

export function createQueryService({ client, database, clock, limits: given, users, tools = createLogqlTools({ database, now: () => clock.now() }) }: QueryServiceOptions): QueryService {
  const limits = { ...defaultLimits, ...given }
  const start = createExecutor(client, limits, () => clock.now())
  const opened = (scope: ReadScope, signal: AbortSignal) => tools.open(start, scope, signal)
  async function timed<Q, A>(read: (run: Run, scope: OpenScope, request: Q, elapsed: () => number) => Promise<A>, scope: ReadScope, request: Q, signal: AbortSignal): Promise<A> {
    const run = start(signal)
    return read(run, await opened(scope, signal), request, elapsedOf(clock, run))
  }
  return {
    ...createSqlService({ client, database, clock, limits, users }),
    async* records(scope, request, signal) {
      const [run, open] = [start(signal), await opened(scope, signal)]
      return yield* readPage(run, open, request, { layout: await tools.layoutOf(start, open, signal), elapsed: elapsedOf(clock, run) })
    },
    histogram: (scope, request, signal) => timed(readHistogram, scope, request, signal),
    fields: (scope, request, signal) => timed(readFields, scope, request, signal),
    fieldValues: (scope, request, signal) => timed(readFieldValues, scope, request, signal),
    patterns: (scope, request, signal) => timed(readPatterns, scope, request, signal),
    compare: (scope, request, signal) => timed(readComparison, scope, request, signal),
    record: async (scope, id, signal) => readRecord(start(signal), await opened(scope, signal), id),
    async logql(given, request, signal) {
      const [run, scope] = [start(signal), await opened(given, signal)]
      return { ...await readLogql(run, scope, request, tools.of(start, scope, run, signal)), scan: run.scan }
    },
    logqlStream: (given, request, signal) => followed(request, start(signal), async function* (run, reached) {
      const scope = await opened(given, signal)
      return yield* streamLogql(run, scope, request, tools.of(start, scope, run, signal), reached)
    }),
    logqlExport: (given, request, signal) => followed(request, start(signal), async function* (run, reached) {
      const scope = await opened(given, signal)
      return yield* exportLogql(run, scope, request, tools.of(start, scope, run, signal), reached)
    }),
    async context(scope, request, signal) {
      const run = start(signal)
      return { ...await readContext(run, await opened(scope, signal), request), scan: run.scan }
    },
    arrived: async (scope, request, signal) => readArrived(start(signal), await opened(scope, signal), request),
    explain: async (given, request, signal) => {
      const scope = await opened(given, signal)
      return explainLogql(scope, request, limits, await tools.layoutOf(start, scope, signal))
    },
    limits,
    ...inSql(limits),
    labels: async (scope, request, signal) => readLabelNames(start(signal), labelQuestion(await opened(scope, signal), request)),
    labelValues: async (scope, request, signal) => readLabelValues(start(signal), labelQuestion(await opened(scope, signal), request), request.name),
    streams: async (scope, request, signal) => readStreams(start(signal), labelQuestion(await opened(scope, signal), request)),
    streamTotals: async (scope, request, signal) => readStreamTotals(start(signal), labelQuestion(await opened(scope, signal), request)),
    definition: async (scope, signal) => readDefinition(start(signal), database, scope, schemaOfSource(scope)),
  }
}

const inSql = (limits: QueryLimits): Pick<QueryService, 'takeOver' | 'countOver'> => ({
  takeOver: (sources, request) => takeOver(sources, request, limits),
  countOver: (sources, request) => countOver(sources, request, limits),
})

/** Milliseconds since a request began. */
const elapsedOf = (clock: Clock, { startedAt }: Run) => () => clock.now() - startedAt

/** What is read through a range of time, and how far it is. */
function followed<R>({ range: { start, end }, order }: LogqlRequest, run: Run, read: (run: Run, reached: (time: bigint) => void) => AsyncGenerator<LogqlPiece, R>) {
  let share: number | null = null
  const reached = (time: bigint) => void (share = Math.min(1, Number(order === 'desc' ? end - time : time - start) / Number(end - start)))
  return { pieces: read(run, reached), progress: (): QueryProgress => ({ scannedRows: run.scan.rows, scannedBytes: run.scan.bytes, share }) }
}
