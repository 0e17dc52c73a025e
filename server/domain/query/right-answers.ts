import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'

/**
 * Settings without which some servers answer wrong. Older ones don't know them, and refuse what they don't know.
 *
 * - `use_statistics_for_part_pruning` (26.7 has it on): for the engine `toStartOfFiveMinutes` grows with the time. It is 32
 *   bits wide and begins again in 2106, so that one line of 1969 or 2200 hid the whole part that it was merged into.
 * - `precise_float_parsing`: else the last digit of a number that is read from text may be wrong.
 */
const NEEDED: ClickHouseSettings = { use_statistics_for_part_pruning: 0, precise_float_parsing: 1 }

const PATIENCE_MS = 10_000

/** Of the settings above those that the server knows; it is asked once. */
export function createRightAnswers(client: ClickHouseClient): () => Promise<ClickHouseSettings> {
  let asked: Promise<ClickHouseSettings> | undefined
  return () => asked ??= knownOf(client).catch((error: unknown) => {
    asked = undefined
    throw error
  })
}

async function knownOf(client: ClickHouseClient): Promise<ClickHouseSettings> {
  const result = await client.query({
    query: 'SELECT name FROM system.settings WHERE name IN {names:Array(String)}', query_params: { names: Object.keys(NEEDED) }, format: 'JSONEachRow',
    abort_signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const known = new Set((await result.json<{ name: string }>()).map(({ name }) => name))
  return Object.fromEntries(Object.entries(NEEDED).filter(([name]) => known.has(name)))
}
