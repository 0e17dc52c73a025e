import type { CustomTable } from '#shared/types/custom-table'

const MOST_KNOWN = 10_000

/** The tables that were read last, by the ids of their sources. */
const known = new Map<string, { readonly text: string, readonly table: CustomTable }>()

/** The user's table of a source, from its JSON: the same object until it changes, since much is made from it once. */
export function customTableOf(sourceId: string, text: string): CustomTable {
  const last = known.get(sourceId)
  if (last?.text === text) return last.table
  if (known.size >= MOST_KNOWN) known.clear()
  const table = JSON.parse(text) as CustomTable
  known.set(sourceId, { text, table })
  return table
}
