import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import type { CustomTable } from '#shared/types/custom-table'
import { SILENCE_MS, type TableSchema } from '../../storage'
import type { ClosedSegment } from '../spool/segment-file'
import { readPayloads } from '../spool/segment-reader'
import { CUSTOM_SETTINGS, customInsertSql, stagingOf } from './custom-statements'
import { insertSql, reconcileSql, TOO_LATE } from './insert-statements'
import { readBlocks } from './native-blocks'
import { PouredBody } from './poured-body'
import { createRemoteClock } from './remote-clock'
import { insertQueryId, settle } from './settle'

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

/** Well before an insert is given up for its silence; the rest is for clocks that differ. */
const START_WITHIN_MS = SILENCE_MS - 10_000

export function createInserter(client: ClickHouseClient, database: string): Inserter {
  const clock = createRemoteClock(client)
  let attempts = 0
  const queryId = (segment: string) => insertQueryId(segment, ++attempts)

  async function send(segment: ClosedSegment, schema: TableSchema, query: string): Promise<void> {
    const { header } = segment
    const startBy = Math.floor(await clock.now()) + START_WITHIN_MS
    try {
      const result = await client.exec({
        query,
        query_params: { database, table: header.table, segment: header.segment, startBy },
        query_id: queryId(header.segment),
        clickhouse_settings: schema.custom === undefined ? SETTINGS : { ...SETTINGS, ...CUSTOM_SETTINGS },
        values: new PouredBody(schema.layout === 'columns' ? readBlocks(segment, schema) : readPayloads(segment)),
      })
      for await (const _ of result.stream) { /* An insert answers with an empty body: read it to its end. */ }
    }
    catch (error) {
      if (error instanceof ClickHouseError && error.code === TOO_LATE) clock.forget()
      throw error
    }
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

  return {
    insert: (segment, schema) => send(segment, schema, schema.custom === undefined ? insertSql(schema) : customInsertSql(schema.custom, database)),
    async reconcile(segment, schema, signal) {
      await settle(client, segment.header.segment, signal)
      if (schema.custom === undefined) await send(segment, schema, reconcileSql(schema))
      else await repeat(segment, schema, schema.custom)
    },
  }
}
