import type { ExploreLine } from './explore-line'
import { patternKey } from './repeats'

/** A row of the list: a line, or the first of several with one pattern behind each other. */
export interface ListRow {
  line: ExploreLine
  /** Where the line is among all that are loaded. */
  place: number
  /** Further lines of its pattern that this row stands for. */
  similar: number
  /** It is one of several that are unfolded. */
  unfolded: boolean
}

/** Fewer are shown one by one: folding them would hide more than it saves. */
const FEWEST = 3

/** Kept, as a list is folded anew with every page. */
const keys = new WeakMap<ExploreLine, string>()

function keyOf(line: ExploreLine): string {
  const key = keys.get(line) ?? patternKey(line)
  keys.set(line, key)
  return key
}

/** How far from `start` the lines go on with the same pattern. */
function endOfRun(lines: readonly ExploreLine[], start: number): number {
  let end = start + 1
  while (end < lines.length && keyOf(lines[end]!) === keyOf(lines[start]!)) end++
  return end
}

/**
 * The rows of a list in which similar lines behind each other are one, apart from those that are unfolded.
 * @param unfolded ids of lines whose fold is open: of its first line
 */
export function foldSimilar(lines: readonly ExploreLine[], unfolded: ReadonlySet<string>): ListRow[] {
  const rows: ListRow[] = []
  for (let start = 0; start < lines.length;) {
    const end = endOfRun(lines, start)
    const isOpen = unfolded.has(lines[start]!.id)
    const folds = end - start >= FEWEST
    for (let place = start; place < end; place++) {
      const isFirst = place === start
      if (folds && !isOpen && !isFirst) break
      rows.push({ line: lines[place]!, place, similar: folds && isFirst ? end - start - 1 : 0, unfolded: folds && isOpen })
    }
    start = end
  }
  return rows
}
