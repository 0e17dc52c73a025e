import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import type { CustomTable } from '#shared/types/custom-table'
import { structureOf, type TableSchema } from '../../storage'
import type { ClosedSegment } from '../spool/segment-file'
import { readPayloads } from '../spool/segment-reader'
import { CUSTOM_SETTINGS, customInsertSql, stagingOf } from './custom-statements'
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
    const result = await client.exec({
      query,
      query_params: { database, table: header.table, segment: header.segment },
      query_id: queryId(header.segment),
      clickhouse_settings: schema.custom === undefined ? SETTINGS : { ...SETTINGS, ...CUSTOM_SETTINGS },
      values: Readable.from(schema.layout === 'columns' ? readBlocks(segment, schema) : readPayloads(segment), { objectMode: false, highWaterMark: 1024 * 1024 }),
    })
    for await (const _ of result.stream) { /* An insert answers with an empty body: read it to its end. */ }
  }

  async function run({ header: { segment } }: ClosedSegment, query: string): Promise<void> {
    await client.command({ query, query_params: { segment }, query_id: queryId(segment), clickhouse_settings: { ...SETTINGS, ...CUSTOM_SETTINGS } })
  }

  /** A user's table: without Segment and Ordinal nothing tells what of the segment is there, and all of it goes again. */
  async function repeat(segment: ClosedSegment, schema: TableSchema, custom: CustomTable): Promise<void> {
    if (!custom.hasIdentity) return send(segment, schema, customInsertSql(custom, database))
    const { before, fill, move, after } = stagingOf(custom, database, segment.header.table, segment.header.segment)
    for (const query of before) await run(segment, query)
    await send(segment, schema, fill)
    await run(segment, move)
    await run(segment, after)
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
    insert: (segment, schema) => send(segment, schema, schema.custom === undefined ? insertSql(schema) : customInsertSql(schema.custom, database)),
    async reconcile(segment, schema, signal) {
      await settle(segment.header.segment, signal)
      if (schema.custom === undefined) await send(segment, schema, reconcileSql(schema))
      else await repeat(segment, schema, schema.custom)
    },
  }
}

const namesOf = (schema: TableSchema) => schema.columns.map(([name]) => name).join(', ')
const formatOf = (schema: TableSchema) => `FORMAT ${schema.layout === 'columns' ? 'Native' : 'RowBinary'}`

const insertSql = (schema: TableSchema) => `INSERT INTO {database:Identifier}.{table:Identifier} (${namesOf(schema)}) ${formatOf(schema)}`

/** Names and types come from our own table schema. */
export function reconcileSql(schema: TableSchema): string {
  const names = namesOf(schema)
  return `INSERT INTO {database:Identifier}.{table:Identifier} (${names}) `
    + `SELECT ${names} FROM input('${structureOf(schema.columns)}') WHERE Ordinal NOT IN (`
    + `SELECT Ordinal FROM {database:Identifier}.{table:Identifier} WHERE Segment = {segment:UInt64}) ${formatOf(schema)}`
}
