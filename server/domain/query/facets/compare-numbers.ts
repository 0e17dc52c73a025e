import type { Sides, ValueCount } from './compare-score'
import { FEWEST_LINES } from './compare-sql'
import { typeOfValues } from './field-type'

/** A field with more numbers than this measures something, such as a duration; with fewer it may be a status or a port. */
const MOST_NUMBERS = 30
/** The share of a side that a single number of such a field tells of, as the one customer whom all errors are about. */
const TELLING_SHARE = 0.1
const MEASURES = new Set(['number', 'duration', 'bytes'])

/**
 * Leaves the single values of fields that measure something out, but those that are frequent by themselves: that one
 * millisecond is more frequent than before says nothing.
 * @param counts values of all fields; those of a few lines do not count for what a field is
 * @param lines all lines of the sides, none of them 0
 * @returns the values that are left, and which are of a field that measures
 */
export function apartFromMeasures(counts: readonly ValueCount[], lines: Sides): { kept: ValueCount[], left: ValueCount[] } {
  const numbers = new Map<string, string[]>()
  for (const { field, value, selected, baseline } of counts) {
    if (selected + baseline < FEWEST_LINES) continue
    const known = numbers.get(field)
    if (known) known.push(value)
    else numbers.set(field, [value])
  }
  const measures = new Set([...numbers].filter(([, values]) => values.length > MOST_NUMBERS && MEASURES.has(typeOfValues(values))).map(([field]) => field))
  const isTelling = ({ selected, baseline }: Sides) => selected >= lines.selected * TELLING_SHARE || baseline >= lines.baseline * TELLING_SHARE
  const [kept, left]: [ValueCount[], ValueCount[]] = [[], []]
  for (const count of counts) (measures.has(count.field) && !isTelling(count) ? left : kept).push(count)
  return { kept, left }
}
