import type { RangeFunction, SampleWindow } from './window'

/** `max_over_time` and `min_over_time`: not a number only when nothing is one. */
export const maxOverTime: RangeFunction = window => best(window, (a, b) => a > b)
export const minOverTime: RangeFunction = window => best(window, (a, b) => a < b)

function best({ values, first }: SampleWindow, isBetter: (a: number, b: number) => boolean): number {
  let found = values[first]!
  for (let i = first + 1; i < values.length; i++) if (isBetter(values[i]!, found) || Number.isNaN(found)) found = values[i]!
  return found
}
