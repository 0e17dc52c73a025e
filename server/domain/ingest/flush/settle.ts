import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'

/** How long an insert of an earlier attempt may take to end after it was told to. */
const SETTLE_TIMEOUT_MS = 120_000

/** The id of a query that takes a segment to ClickHouse; an attempt has a number. */
export const insertQueryId = (segment: string, attempt: number) => `ingest-${segment}-${process.pid}-${attempt}`

/**
 * Ends what is left of earlier inserts of a segment, and waits until none is running any more.
 * @param signal ends the waiting
 * @throws Error when one does not end
 */
export async function settle(client: ClickHouseClient, segment: string, signal: AbortSignal): Promise<void> {
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
