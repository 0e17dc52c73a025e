import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import type { Login } from '../../storage'
import { createRightAnswers } from '../right-answers'
import type { QueryLimits } from '../../kernel'

/** A statement and the values of its parameters, as they stand in an address. */
export interface EngineRequest {
  readonly sql: string
  readonly parameters?: ReadonlyMap<string, string> | undefined
  /** Values of parameters of ours. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>
  readonly settings?: ClickHouseSettings
  /** A user who can’t write (`readonly = 2`), in place of Cordwood’s own. */
  readonly login?: Login | undefined
}

export interface EngineAnswer {
  readonly stream: Readable
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** The engine as statements of users meet it: never to write, within limits, and in no database of ours. */
export interface SqlEngine {
  /** What `sql` gives, raw; leaving the stream ends the query. */
  open(request: EngineRequest, signal: AbortSignal): Promise<EngineAnswer>
  /** All rows of a short answer. */
  rows<Row>(request: EngineRequest, signal: AbortSignal): Promise<Row[]>
}

/** @param limits of one statement, also of the questions about it */
export function createSqlEngine(client: ClickHouseClient, limits: QueryLimits): SqlEngine {
  const rightAnswers = createRightAnswers(client)
  const open: SqlEngine['open'] = async ({ sql, parameters = new Map<string, string>(), values = {}, settings = {}, login }, signal) => {
    signal.throwIfAborted()
    const given = Object.fromEntries([...parameters].map(([name, value]) => [`param_${name}`, value]))
    const { stream, response_headers: headers } = await client.exec({
      query: sql,
      query_id: `cordwood-sql-${randomUUID()}`,
      abort_signal: signal,
      query_params: values,
      use_multipart_params_auto: true,
      clickhouse_settings: { ...await rightAnswers(), ...bounds(limits), ...login ? {} : { readonly: '1' }, ...settings, ...given },
      ...login && { auth: { ...login } },
    })
    return { stream, headers }
  }
  return engineWith(open)
}

/** An engine of what opens answers. */
export const engineWith = (open: SqlEngine['open']): SqlEngine => ({
  open,
  async rows<Row>(request: EngineRequest, signal: AbortSignal) {
    // The format as a setting: behind the text it would become part of the user's statement.
    const settings = { ...request.settings, default_format: 'JSONEachRow', wait_end_of_query: 1 } as ClickHouseSettings
    const { stream } = await open({ ...request, settings }, signal)
    return (await text(stream)).split('\n').filter(line => line !== '').map(line => JSON.parse(line) as Row)
  },
})

function bounds(limits: QueryLimits): ClickHouseSettings {
  return {
    // No name without a database can be a table of ours; and this one is always there.
    database: 'system',
    max_execution_time: limits.seconds,
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(limits.memoryBytes),
    max_rows_to_read: String(limits.readRows),
    max_bytes_to_read: String(limits.readBytes),
    read_overflow_mode: 'throw',
    max_temporary_data_on_disk_size_for_query: String(4 * limits.memoryBytes),
    max_ast_elements: '20000',
    max_expanded_ast_elements: '100000',
    max_subquery_depth: '50',
    cancel_http_readonly_queries_on_client_close: 1,
    output_format_json_escape_forward_slashes: 0,
  } as ClickHouseSettings
}
