import type { ExploreLine } from '~/utils/explore-line'
import { foldSimilar, type ListRow } from '~/utils/similar-lines'

/** The rows of a list of lines: similar ones folded where that is wanted, and what the reader has opened in place. */
export function useListRows(lines: () => readonly ExploreLine[], folds: () => boolean) {
  const unfolded = shallowRef<ReadonlySet<string>>(new Set())
  const expanded = shallowRef<ReadonlySet<string>>(new Set())

  const items = computed<ListRow[]>(() => folds()
    ? foldSimilar(lines(), unfolded.value)
    : lines().map((line, place) => ({ line, place, similar: 0, unfolded: false })))

  /** Where a line is; of a folded one, where its fold is. -1: nowhere. */
  function indexOf(id: string): number {
    const index = items.value.findIndex(row => row.line.id === id)
    if (index >= 0 || !folds()) return index
    const place = lines().findIndex(line => line.id === id)
    return place < 0 ? -1 : items.value.findLastIndex(row => row.place <= place)
  }

  const toggleExpanded = (id: string) => expanded.value = toggledSet(expanded.value, id)
  const toggleFold = (id: string) => unfolded.value = toggledSet(unfolded.value, id)
  return { items, indexOf, expanded, toggleExpanded, toggleFold }
}

function toggledSet(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}
