import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import { structureOf, type TableSchema } from '../../storage'
import type { ClosedSegment } from '../spool/segment-file'
import { readPayloads } from '../spool/segment-reader'
import { readBlocks } from './native-blocks'

export interface Inserter {
  /** Inserts a segment that was never tried. */
  insert(segment: ClosedSegment, schema: TableSchema): Promise<void>
  /**
   * Inserts those rows of a segment that are not in the table yet: first no insert of it may be running any more,
   * then the table itself says what is missing.
   * @param signal ends the waiting
   */
  reconcile(segment: ClosedSegment, schema: TableSchema, signal: AbortSignal): Promise<void>
}

const SETTINGS = {
  async_insert: 0 as const,
  // The table says what is there; ClickHouse's own deduplication lost rows when the engine was killed (DESIGN.md).
  insert_deduplicate: 0 as const,
  // A result's headers are sent when the part is committed, not before.
  wait_end_of_query: 1 as const,
}

/** How long an insert of an earlier attempt may take to end after it was told to. */
const SETTLE_TIMEOUT_MS = 120_000

export function createInserter(client: ClickHouseClient, database: string): Inserter {
  let attempts = 0
  const queryId = (segment: string) => `ingest-${segment}-${process.pid}-${++attempts}`

  async function send(segment: ClosedSegment, schema: TableSchema, query: string): Promise<void> {
    const { header } = segment
    const bytes = schema.layout === 'columns' ? readBlocks(segment, schema) : readPayloads(segment)
    const result = await client.exec({
      query: `${query} FORMAT ${schema.layout === 'columns' ? 'Native' : 'RowBinary'}`,
      query_params: { database, table: header.table, segment: header.segment },
      query_id: queryId(header.segment),
      clickhouse_settings: SETTINGS,
      values: Readable.from(bytes, { objectMode: false, highWaterMark: 1024 * 1024 }),
    })
    for await (const _ of result.stream) { /* An insert answers with an empty body: read it to its end. */ }
  }

  async function settle(segment: string, signal: AbortSignal): Promise<void> {
    const query_params = { prefix: `ingest-${segment}-%` }
    await client.command({ query: 'KILL QUERY WHERE query_id LIKE {prefix:String} ASYNC', query_params })
    const until = Date.now() + SETTLE_TIMEOUT_MS
    for (let wait = 20; Date.now() < until; wait = Math.min(1000, wait * 2)) {
      const result = await client.query({
        query: 'SELECT count() AS running FROM system.processes WHERE query_id LIKE {prefix:String}',
        query_params, format: 'JSONEachRow',
      })
      const [row] = await result.json<{ running: string | number }>()
      if (Number(row?.running) === 0) return
      await sleep(wait, undefined, { signal })
    }
    throw new Error(`an earlier insert of segment ${segment} does not end`)
  }

  return {
    insert: (segment, schema) => send(segment, schema,
      `INSERT INTO {database:Identifier}.{table:Identifier} (${namesOf(schema)})`),
    async reconcile(segment, schema, signal) {
      await settle(segment.header.segment, signal)
      await send(segment, schema, reconcileSql(schema))
    },
  }
}

const namesOf = (schema: TableSchema) => schema.columns.map(([name]) => name).join(', ')

/** Names and types come from our own table schema. */
export function reconcileSql(schema: TableSchema): string {
  const names = namesOf(schema)
  return `INSERT INTO {database:Identifier}.{table:Identifier} (${names}) `
    + `SELECT ${names} FROM input('${structureOf(schema.columns)}') WHERE Ordinal NOT IN (`
    + 'SELECT Ordinal FROM {database:Identifier}.{table:Identifier} WHERE Segment = {segment:UInt64})'
}
