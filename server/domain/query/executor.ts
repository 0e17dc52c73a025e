import { randomUUID } from 'node:crypto'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { readConfig, type QueryLimits } from '../kernel'
import { atOnce } from './at-once'
import { isMissingTable, readTooMuch, toQueryError } from './errors'
import { createRightAnswers } from './right-answers'
import type { Statement } from './sql'

/** Where nobody has said other ones. */
export const defaultLimits: QueryLimits = readConfig({}).queryLimits.operator

/** What the engine read for a request, also while it runs. */
export interface Scan {
  rows: number
  bytes: number
  /** Pieces of time that numbers were put together of, and how many of them were known already. */
  pieces?: number
  known?: number
}

/** Runs the statements of one request, within its limits and for as long as its client is there. */
export interface Run {
  readonly scan: Scan
  readonly limits: QueryLimits
  readonly startedAt: number
  /** All rows at once. */
  all<T>(statement: Statement): Promise<T[]>
  /** Row after row as they are read, so many at most (20,000 unless told); leaving the loop ends the query. */
  stream<T>(statement: Statement, maxRows?: number): AsyncGenerator<T, void>
  /** Several works at once, in their order. When one fails the others end, before it is thrown. */
  together<T>(works: readonly ((run: Run) => Promise<T>)[]): Promise<T[]>
}

export type StartRun = (signal: AbortSignal) => Run

interface Answer<T> { data: T[], statistics?: { rows_read: number, bytes_read: number } }
interface Line<T> { row?: T, progress?: { read_rows?: string, read_bytes?: string }, exception?: string }

/** @param now milliseconds, for the time that is left and for how long it took */
export function createExecutor(client: ClickHouseClient, limits: QueryLimits, now: () => number): StartRun {
  const rightAnswers = createRightAnswers(client)
  return (signal) => {
    const startedAt = now()
    const scan: Scan = { rows: 0, bytes: 0 }

    const request = async (statement: Statement, abort: AbortSignal, settings: ClickHouseSettings) => ({
      query: statement.sql,
      query_params: { ...statement.params },
      query_id: `cordwood-${randomUUID()}`,
      abort_signal: abort,
      // Long parameters go into the body: addresses have a limit.
      use_multipart_params_auto: true,
      clickhouse_settings: { ...await rightAnswers(), ...settingsOf(limits, startedAt + limits.seconds * 1000 - now(), scan), ...settings },
    })

    const runWithin = (signal: AbortSignal): Run => ({
      scan,
      limits,
      startedAt,
      all: statement => guard(signal, limits, async () => {
        // wait_end_of_query: an error half-way comes as an error, not as a torn answer.
        const result = await client.query({ ...await request(statement, signal, { wait_end_of_query: 1 }), format: 'JSON' })
        const answer = await result.json() as Answer<never>
        account({ scan, limits }, answer.statistics?.rows_read ?? 0, answer.statistics?.bytes_read ?? 0)
        return answer.data
      }),
      async* stream(statement, maxRows) {
        const stop = new AbortController()
        let done = false
        try {
          const asked = await guard(signal, limits, () => request(statement, AbortSignal.any([signal, stop.signal]), maxRows === undefined ? {} : { max_result_rows: String(maxRows) }))
          yield* lines(client, asked, { scan, limits, signal })
          done = true
        }
        finally {
          if (!done) stop.abort()
        }
      },
      together: works => atOnce(signal, works.map(work => signal => work(runWithin(signal)))),
    })
    return runWithin(signal)
  }
}

/**
 * Counts what was read. The engine keeps a statement from reading more than was left when it began; of those that run at
 * once all together are kept to it here, as they read.
 * @throws AppError bad_request past the limits
 */
function account({ scan, limits }: Pick<Reading, 'scan' | 'limits'>, rows: number, bytes: number): void {
  scan.rows += rows
  scan.bytes += bytes
  if (scan.rows > limits.readRows) throw readTooMuch('readRows', limits)
  if (scan.bytes > limits.readBytes) throw readTooMuch('readBytes', limits)
}

type StreamRequest = Parameters<ClickHouseClient['query']>[0]

interface Reading { readonly scan: Scan, readonly limits: QueryLimits, readonly signal: AbortSignal }

async function* lines<T>(client: ClickHouseClient, request: StreamRequest, { scan, limits, signal }: Reading): AsyncGenerator<T, void> {
  const seen = { rows: 0, bytes: 0 }
  const result = await guard(signal, limits, () => client.query({ ...request, format: 'JSONEachRowWithProgress' }))
  const batches = result.stream<unknown>()[Symbol.asyncIterator]()
  try {
    for (;;) {
      const batch = await guard(signal, limits, () => batches.next())
      if (batch.done) return
      for (const item of batch.value) {
        const line = item.json() as Line<T>
        if (line.exception !== undefined) throw toQueryError(new Error(line.exception), limits)
        if (line.row !== undefined) yield line.row
        if (line.progress !== undefined) {
          // The engine leaves out what is 0: a keyword that the index knows nowhere reads nothing.
          const [rows, bytes] = [Number(line.progress.read_rows ?? 0), Number(line.progress.read_bytes ?? 0)]
          account({ scan, limits }, rows - seen.rows, bytes - seen.bytes)
          Object.assign(seen, { rows, bytes })
        }
      }
    }
  }
  finally {
    result.close()
  }
}

/** Errors of the engine become ours; of a client that went away, its own reason. A missing table stays as it is. */
async function guard<T>(signal: AbortSignal, limits: QueryLimits, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  try {
    return await work()
  }
  catch (error) {
    signal.throwIfAborted()
    throw isMissingTable(error) ? error : toQueryError(error, limits)
  }
}

function settingsOf(limits: QueryLimits, leftMs: number, scan: Scan): ClickHouseSettings {
  return {
    readonly: '1',
    max_execution_time: Math.max(leftMs / 1000, 0.05),
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(limits.memoryBytes),
    // What earlier queries of the request have read counts.
    max_rows_to_read: String(Math.max(limits.readRows - scan.rows, 1)),
    max_bytes_to_read: String(Math.max(limits.readBytes - scan.bytes, 1)),
    read_overflow_mode: 'throw',
    // A page, 500 bars of 7 levels, 1000 values: no honest answer has more rows.
    max_result_rows: '20000',
    result_overflow_mode: 'throw',
    // A server ends the query when its client goes away (the embedded engine does so without being asked).
    cancel_http_readonly_queries_on_client_close: 1,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_escape_forward_slashes: 0,
  }
}
