import type { ClickHouseClient } from '@clickhouse/client'
import type { StoredSource } from '../identity'
import type { Logger } from '../kernel'
import { renewStatements } from '../storage'

export interface RenewalOptions {
  client: ClickHouseClient
  database: string
  logger: Logger
  sources: () => readonly StoredSource[]
}

const SHORTEST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000

/**
 * Makes the views over users' tables anew after a start: a newer version of Cordwood reads columns that those of an
 * older one lack. In the background, and tried again while ClickHouse is away.
 */
export function startRenewal(options: RenewalOptions): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const plan = (ms: number) => {
    if (!stopped) timer = setTimeout(() => void attempt(ms), ms).unref()
  }
  async function attempt(waited: number): Promise<void> {
    try {
      await renewViews(options)
    }
    catch (error) {
      options.logger.warn({ err: error }, 'the views over users’ tables could not be made anew; it will be tried again')
      plan(Math.min(LONGEST_RETRY_MS, waited * 2))
    }
  }
  // Not at once: the embedded engine takes a moment to start.
  plan(SHORTEST_RETRY_MS)
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Those that are there: a missing one is made with the source's next lines. */
export async function renewViews({ client, database, logger, sources }: RenewalOptions): Promise<void> {
  const custom = sources().flatMap(({ table, custom }) => custom === undefined ? [] : [{ table, custom }])
  if (custom.length === 0) return
  const result = await client.query({
    query: `SELECT name FROM system.tables WHERE database = {database:String} AND engine = 'View'`, query_params: { database }, format: 'JSONEachRow',
  })
  const views = new Set((await result.json<{ name: string }>()).map(({ name }) => name))
  for (const { table, custom: theirs } of custom.filter(source => views.has(source.table))) {
    try {
      for (const query of renewStatements(theirs, { database, table })) await client.command({ query })
    }
    catch (error) {
      // One table that was altered must not keep the others from being read.
      logger.error({ err: error, table }, 'the view over a user’s table could not be made anew')
    }
  }
}
