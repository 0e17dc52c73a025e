import type { Sampled } from '#shared/schemas/facets'
import type { Run } from '../executor'
import { IDENTITIES, type Comparison, type PatternCount, type ValueCount } from './compare-score'
import { LONGEST_VALUE } from './compare-sql'
import { readSample } from './sample'
import type { Selection } from './selection'

/** Lines of a side that are run through the stages, of which each has many labels. */
const MOST_READ = 50_000
/** Different values, of both sides: those that come later are left out, as most of them are ids. */
const MOST_VALUES = 500_000

type SideName = 'selected' | 'baseline'
interface Tally {
  readonly values: Map<string, { field: string, value: string, selected: number, baseline: number }>
  readonly patterns: Map<string, { hash: string, selected: number, baseline: number }>
}

/** The same by running the stages of each query on its lines, one by one; of many lines on a sample of them. */
export async function compareByLines(run: Run, selected: Selection, baseline: Selection): Promise<Comparison> {
  const tally: Tally = { values: new Map(), patterns: new Map() }
  const [first, second] = [await countSide(run, selected, 'selected', tally), await countSide(run, baseline, 'baseline', tally)]
  const lines = { selected: first.lines, baseline: second.lines }
  return {
    lines, patternLines: lines,
    sampled: { selected: first.sampled, baseline: second.sampled },
    values: [...tally.values.values()] satisfies ValueCount[],
    patterns: [...tally.patterns.values()] satisfies PatternCount[],
    patternsSampled: first.sampled !== undefined || second.sampled !== undefined,
  }
}

async function countSide(run: Run, selection: Selection, side: SideName, { values, patterns }: Tally): Promise<{ lines: number, sampled: Sampled | undefined }> {
  let lines = 0
  const sampled = await readSample(run, selection, 'labels', ({ labels }, { pattern = '0' }) => {
    lines++
    for (const field of labels.names()) {
      const value = labels.get(field)!
      if (value === '' || value.length > LONGEST_VALUE || IDENTITIES.has(field)) continue
      add(values, JSON.stringify([field, value]), side, () => ({ field, value, selected: 0, baseline: 0 }))
    }
    if (pattern !== '0') add(patterns, pattern, side, () => ({ hash: pattern, selected: 0, baseline: 0 }))
  }, MOST_READ)
  return { lines, sampled }
}

function add<T extends Record<SideName, number>>(counts: Map<string, T>, key: string, side: SideName, make: () => T): void {
  let count = counts.get(key)
  if (!count) {
    if (counts.size >= MOST_VALUES) return
    counts.set(key, count = make())
  }
  count[side]++
}
