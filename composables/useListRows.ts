import type { ExploreLine } from '~/utils/explore-line'
import { foldSimilar, type ListRow } from '~/utils/similar-lines'

/** The rows of a list of lines: similar ones folded where that is wanted, and what the reader has opened in place. */
export function useListRows(lines: () => readonly ExploreLine[], folds: () => boolean) {
  const unfolded = shallowRef<ReadonlySet<string>>(new Set())
  const expanded = shallowRef<ReadonlySet<string>>(new Set())

  const folded = computed(() => folds() ? foldSimilar(lines(), unfolded.value) : undefined)
  const count = computed(() => folded.value?.length ?? lines().length)

  /** Made when it is asked for: of a hundred thousand lines a few are in sight. */
  function rowAt(index: number): ListRow | undefined {
    if (folded.value) return folded.value[index]
    const line = lines()[index]
    return line && { line, place: index, similar: 0, unfolded: false }
  }

  /** The id of the line at a place, of which the list asks for every line that is loaded. */
  const idAt = (index: number): string | undefined => (folded.value ? folded.value[index]?.line : lines()[index])?.id

  /** Where a line is; of a folded one, where its fold is. -1: nowhere. */
  function indexOf(id: string): number {
    const place = lines().findIndex(line => line.id === id)
    return place < 0 || !folded.value ? place : folded.value.findLastIndex(row => row.place <= place)
  }

  const toggleExpanded = (id: string) => expanded.value = toggledSet(expanded.value, id)
  const toggleFold = (id: string) => unfolded.value = toggledSet(unfolded.value, id)
  return { count, rowAt, idAt, indexOf, expanded, toggleExpanded, toggleFold }
}

function toggledSet(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}
