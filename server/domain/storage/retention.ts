import type { ClickHouseClient } from '@clickhouse/client'
import type { Logger } from '../kernel'

/** How long a table's rows are to be kept: a TTL expression of ours; and what else older tables lack. */
export interface WantedTtl {
  readonly table: string
  readonly ttl: string
  /** Rows of one part are kept for different times: they are dropped one by one, not as a part. */
  readonly rowByRow?: boolean
  /** Of columns that tables of older versions have without one. */
  readonly defaults?: Readonly<Record<string, string>>
}

/** Keeps the TTLs of the tables as they were set last. */
export interface Retention {
  /** Looks at once, in the background: something was changed. */
  apply(): void
  stop(): void
}

export interface RetentionOptions {
  client: ClickHouseClient
  database: string
  logger: Logger
  /** Asked anew each time. */
  wanted: () => readonly WantedTtl[]
}

const EVERY_MS = 3_600_000
const SHORTEST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000

/**
 * Compares what is wanted with what ClickHouse has, and alters the tables that differ. So a change reaches its table
 * also when ClickHouse was away when it was made.
 */
export function startRetention(options: RetentionOptions): Retention {
  let timer: NodeJS.Timeout | undefined
  let running = false
  let again = false
  let stopped = false
  let retryMs = SHORTEST_RETRY_MS

  const plan = (ms: number) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void run(), ms).unref()
  }

  async function run(): Promise<void> {
    if (running) {
      again = true
      return
    }
    running = true
    try {
      const altered = await applyTtls(options)
      if (altered.length > 0) options.logger.info({ tables: altered }, 'the retention or the defaults of tables were changed')
      retryMs = SHORTEST_RETRY_MS
      plan(EVERY_MS)
    }
    catch (error) {
      options.logger.warn({ err: error }, 'the retention of tables could not be looked at; it will be tried again')
      plan(retryMs)
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)
    }
    running = false
    if (!again) return
    again = false
    plan(0)
  }

  // Not at once: the embedded engine takes a moment to start.
  plan(SHORTEST_RETRY_MS)
  return {
    apply: () => plan(0),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/**
 * Alters the tables whose TTL is not the wanted one, or whose columns lack a default. Tables that are missing, or whose
 * TTL is not of our making, stay as they are.
 * @returns the tables that were altered
 */
export async function applyTtls({ client, database, wanted }: Pick<RetentionOptions, 'client' | 'database' | 'wanted'>): Promise<string[]> {
  const result = await client.query({
    query: 'SELECT name, engine_full FROM system.tables WHERE database = {database:String}',
    query_params: { database }, format: 'JSONEachRow',
  })
  const engines = new Map((await result.json<{ name: string, engine_full: string }>()).map(row => [row.name, row.engine_full]))
  const bareColumns = await columnsWithoutDefault(client, database)
  const altered: string[] = []
  for (const { table, ttl, rowByRow, defaults = {} } of wanted()) {
    const engine = engines.get(table) ?? ''
    const present = ttlOf(engine)
    if (present === undefined) continue
    const changes = [
      ...rowByRow && engine.includes('ttl_only_drop_parts = 1') ? ['MODIFY SETTING ttl_only_drop_parts = 0'] : [],
      ...Object.entries(defaults).filter(([column]) => bareColumns.has(`${table}.${column}`)).map(([column, value]) => `MODIFY COLUMN ${column} DEFAULT ${value}`),
      ...bare(present) === bare(ttl) ? [] : [`MODIFY TTL ${ttl}`],
    ]
    for (const change of changes) {
      await client.command({ query: `ALTER TABLE {database:Identifier}.{table:Identifier} ${change}`, query_params: { database, table } })
    }
    if (changes.length > 0) altered.push(table)
  }
  return altered
}

/** Those that say which row it is, as `table.column`. */
async function columnsWithoutDefault(client: ClickHouseClient, database: string): Promise<Set<string>> {
  const result = await client.query({
    query: `SELECT concat(table, '.', name) AS column FROM system.columns
WHERE database = {database:String} AND name IN ('Segment', 'Ordinal') AND default_kind = ''`,
    query_params: { database }, format: 'JSONEachRow',
  })
  return new Set((await result.json<{ column: string }>()).map(({ column }) => column))
}

/** The TTL in a table's definition, if it is one of ours. */
function ttlOf(engine: string): string | undefined {
  const [, ttl] = /\sTTL\s(.+?)(?:\sSETTINGS\s|$)/s.exec(engine) ?? []
  return ttl !== undefined && OURS.test(bare(ttl)) ? ttl : undefined
}

/** Days after the arrival, as DateTime64 or, in tables of older versions, DateTime. Who wrote a TTL of their own keeps it. */
const OURS = /^(?:toDateTime64\()?(?:toDateTime\(intDiv\(bitShiftRight\(Segment,22\),1000\),'UTC'\)|ArrivedAt)(?:,0,'UTC'\))?\+toIntervalDay\((?:\d+|transform\(ProjectId,\[[^\]]*\],\[[\d,]*\],\d+\))\)$/

/** ClickHouse writes expressions with spaces of its own. */
const bare = (expression: string) => expression.replace(/\s+/g, '')
