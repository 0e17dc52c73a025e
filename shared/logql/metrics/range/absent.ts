import type { LogNode } from '../../ast'
import { SeriesLabels } from '../series'
import type { RangeFunction } from './window'

/** `absent_over_time` is 1 where there is no line; this is for the windows that have some, which give nothing. */
export const presentOverTime: RangeFunction = () => 1

/** The labels of the series that says it: those that the selector names once, and with `=`. */
export function absentLabels({ matchers }: LogNode): SeriesLabels {
  const named = matchers.map(({ label }) => label)
  const once = matchers.filter(({ label, operator, value }, i) => operator === '=' && value !== '' && named.indexOf(label) === i && named.lastIndexOf(label) === i)
  return SeriesLabels.of(once.map(({ label, value }) => [label, value]))
}
