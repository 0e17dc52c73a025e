import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import type { SqlPlan } from '#shared/schemas/sql-plan'
import type { Clock, QueryLimits } from '../../kernel'
import type { ProjectUsers } from '../../storage'
import { asProject } from './as-project'
import { createSqlEngine, type EngineAnswer, type SqlEngine } from './engine'
import { linesOf } from './lines'
import { toSqlError } from './messages'
import { explain } from './explain'
import { prepare, type Prepared } from './prepare'
import { withOwnTail } from './tail'
import type { SqlPiece, SqlRequest, SqlSources, SqlSummary } from './types'

/** A whole answer in a format of ClickHouse. */
export interface SqlFormatRequest extends SqlRequest {
  /** The format that is meant for the statement's own (`FORMAT …`, undefined for none). @throws AppError for one that may not be */
  readonly formatOf: (asked: string | undefined) => string
  /** Settings that say how the format is written. */
  readonly settings?: ClickHouseSettings
  /** Rows at most, however many bytes; as many as the limits say when missing. */
  readonly mostRows?: number
}

export interface SqlService {
  /**
   * One statement of a user over the sources of a project: yields the columns, then the rows, and returns the summary.
   * Rows past the limit are cut off, and the summary says so. When `signal` aborts, or the loop is left, the query ends.
   * @throws AppError bad_request with the place, for a statement that may not be run or is at fault; timeout, unavailable
   */
  sql(sources: SqlSources, request: SqlRequest, signal: AbortSignal): AsyncGenerator<SqlPiece, SqlSummary>
  /** The same as bytes, for clients of ClickHouse. Past the limit of rows or bytes it is an error. */
  sqlBytes(sources: SqlSources, request: SqlFormatRequest, signal: AbortSignal): Promise<EngineAnswer & { readonly format: string }>
  /** How a statement would be answered; its lines are not read, but subqueries that conditions need may be. AppError as `sql` */
  sqlPlan(sources: SqlSources, request: SqlRequest, signal: AbortSignal): Promise<SqlPlan>
}

export interface SqlServiceOptions {
  client: ClickHouseClient
  /** Where our tables are. */
  database: string
  clock: Clock
  limits: QueryLimits
  /** Users who may read the tables of one project; without them all runs as Cordwood’s own. */
  users?: ProjectUsers | undefined
}

export function createSqlService({ client, database, clock, limits, users }: SqlServiceOptions): SqlService {
  const engine = createSqlEngine(client, limits)
  // What is asked about a statement is ours; what it asks itself runs as the project’s user.
  const engineOf = (sources: SqlSources) => users === undefined ? engine : asProject(engine, users, sources, database)
  return {
    async* sql(sources, request, signal) {
      const startedAt = clock.now()
      const stop = new AbortController()
      const either = AbortSignal.any([signal, stop.signal])
      try {
        const prepared = await prepare({ engine, database, limits }, sources, request, either)
        const read = yield* pieces(engineOf(sources), prepared, limits, request.onProgress, either)
        return { ...read, limit: limits.resultRows, elapsedMs: clock.now() - startedAt }
      }
      finally {
        stop.abort()
      }
    },
    async sqlBytes(sources, request, signal) {
      const prepared = await prepare({ engine, database, limits }, sources, request, signal)
      const format = request.formatOf(prepared.format)
      const settings = {
        ...request.settings, default_format: format, result_overflow_mode: 'throw',
        max_result_rows: String(request.mostRows ?? limits.resultRows * EXPORT_ROWS), max_result_bytes: request.mostRows === undefined ? String(limits.resultBytes * EXPORT_BYTES) : '0',
        // What goes wrong before so many bytes comes as an error. To wait for the end would keep the whole answer on disk.
        ...isCompressed(request) ? { wait_end_of_query: 1 } : { http_response_buffer_size: String(HELD_BYTES) },
      } as ClickHouseSettings
      const { stream, headers } = await opened(engineOf(sources), prepared, settings, signal)
      const tag = headers['x-clickhouse-exception-tag']
      return { headers, format, stream: withOwnTail(stream, isCompressed(request) || typeof tag !== 'string' ? undefined : tag, prepared.wording) }
    },
    async sqlPlan(sources, request, signal) {
      return explain(engineOf(sources), await prepare({ engine, database, limits }, sources, request, signal), signal)
    },
  }
}

/** An answer in bytes may have so many times what others may: for exports, but no way to fill a disk. */
const EXPORT_ROWS = 100
const EXPORT_BYTES = 4
const HELD_BYTES = 1024 ** 2
/** Characters: a row is held as a whole. */
const LONGEST_ROW = 64 * 1024 ** 2

/** In ClickHouse's own blocks: an error in their middle could not be told. */
const isCompressed = ({ settings = {} }: SqlFormatRequest) => 'compress' in settings

async function opened(engine: SqlEngine, { sql, parameters, wording }: Prepared, settings: ClickHouseSettings, signal: AbortSignal): Promise<EngineAnswer> {
  try {
    return await engine.open({ sql, parameters, settings }, signal)
  }
  catch (error) {
    signal.throwIfAborted()
    throw toSqlError(error, wording)
  }
}

interface Line { meta?: { name: string, type: string }[], row?: unknown[], progress?: { read_rows?: string, read_bytes?: string, total_rows_to_read?: string } }
type Read = Pick<SqlSummary, 'count' | 'truncated' | 'scannedRows' | 'scannedBytes'>

async function* pieces(
  engine: SqlEngine, prepared: Prepared, limits: QueryLimits, onProgress: SqlRequest['onProgress'], signal: AbortSignal,
): AsyncGenerator<SqlPiece, Read> {
  const { stream } = await opened(engine, prepared, {
    default_format: 'JSONCompactEachRowWithProgress',
    // One more than may be given out tells whether there are more.
    max_result_rows: String(limits.resultRows + 1), result_overflow_mode: 'break',
    output_format_json_quote_64bit_integers: 1, output_format_json_quote_decimals: 1, output_format_json_quote_denormals: 1,
  } as Record<string, string | number> as ClickHouseSettings, signal)
  const read = { count: 0, truncated: false, scannedRows: 0, scannedBytes: 0 }
  // What went wrong after the first rows follows them in lines of its own.
  const exception: string[] = []
  let bytes = 0
  try {
    for await (const text of linesOf(stream, Math.min(limits.resultBytes, LONGEST_ROW))) {
      if (!text.startsWith('{')) {
        exception.push(text)
        failIfTold(exception)
        continue
      }
      const line = JSON.parse(text) as Line
      if (line.progress !== undefined) {
        read.scannedRows = Number(line.progress.read_rows ?? 0)
        read.scannedBytes = Number(line.progress.read_bytes ?? 0)
        onProgress?.({ rows: read.scannedRows, bytes: read.scannedBytes, totalRows: Number(line.progress.total_rows_to_read ?? 0) })
      }
      if (line.meta !== undefined) yield { columns: line.meta.map(({ name, type }) => ({ name, type })) }
      if (line.row === undefined) continue
      bytes += text.length
      if (read.count === limits.resultRows || bytes > limits.resultBytes) return { ...read, truncated: true }
      read.count++
      yield { row: line.row }
    }
    return read
  }
  catch (error) {
    signal.throwIfAborted()
    throw toSqlError(error, prepared.wording)
  }
}

/** @throws Error once the lines hold an exception of the engine as a whole */
function failIfTold(lines: readonly string[]): void {
  const told = /Code: \d+\.[^]*?\(version [^)]*\)/.exec(lines.join('\n'))?.[0]
  if (told !== undefined) throw new Error(told)
}
