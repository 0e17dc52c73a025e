import type { RangeOperation, VectorOperation } from '#shared/logql/light'

/** A word of the language, what it does, and how it is written. */
export interface Entry { readonly name: string, readonly about: string, readonly form: string }

/** `#` is where the cursor goes. */
export const STAGES: readonly Entry[] = [
  { name: 'json', about: 'Fields of a JSON line become labels', form: 'json' },
  { name: 'logfmt', about: 'Fields such as key=value become labels', form: 'logfmt' },
  { name: 'pattern', about: 'Parts of the line become labels, by their place', form: 'pattern "<ip> <_> #"' },
  { name: 'regexp', about: 'Groups of a regular expression become labels', form: 'regexp "(?P<name>#)"' },
  { name: 'unpack', about: 'Labels that Promtail packed into the line', form: 'unpack' },
  { name: 'search', about: 'Words anywhere: AND, OR, NOT and "phrases"', form: 'search "#"' },
  { name: 'line_format', about: 'Writes the line anew', form: 'line_format "{{.#}}"' },
  { name: 'label_format', about: 'Renames or makes labels', form: 'label_format #' },
  { name: 'drop', about: 'Leaves labels out', form: 'drop #' },
  { name: 'keep', about: 'Leaves only these labels', form: 'keep #' },
  { name: 'decolorize', about: 'Takes terminal colours off', form: 'decolorize' },
]

export const LINE_FILTERS: readonly Entry[] = [
  { name: '|=', about: 'The line contains', form: '|= "#"' },
  { name: '!=', about: 'The line does not contain', form: '!= "#"' },
  { name: '|~', about: 'The line matches a regular expression', form: '|~ "#"' },
  { name: '!~', about: 'The line does not match a regular expression', form: '!~ "#"' },
  { name: '|>', about: 'The line has a pattern: <_> is anything', form: '|> "<_>#<_>"' },
  { name: '!>', about: 'The line does not have a pattern', form: '!> "<_>#<_>"' },
]

export const RANGES: Readonly<Record<RangeOperation, string>> = {
  rate: 'Lines a second',
  count_over_time: 'Number of lines',
  bytes_rate: 'Bytes a second',
  bytes_over_time: 'Bytes',
  absent_over_time: '1 where there is no line',
  sum_over_time: 'Sum of a number (unwrap)',
  avg_over_time: 'Mean of a number (unwrap)',
  min_over_time: 'Least of a number (unwrap)',
  max_over_time: 'Greatest of a number (unwrap)',
  quantile_over_time: 'Quantile of a number (unwrap)',
  first_over_time: 'First value of a number (unwrap)',
  last_over_time: 'Last value of a number (unwrap)',
  stddev_over_time: 'Standard deviation of a number (unwrap)',
  stdvar_over_time: 'Variance of a number (unwrap)',
  rate_counter: 'Increase a second of a counter (unwrap)',
}

export const VECTORS: Readonly<Record<VectorOperation, string>> = {
  sum: 'Sum of the series',
  avg: 'Mean of the series',
  count: 'Number of series',
  max: 'Greatest of the series',
  min: 'Least of the series',
  topk: 'The greatest few series',
  bottomk: 'The least few series',
  approx_topk: 'The greatest few series, about',
  stddev: 'Standard deviation of the series',
  stdvar: 'Variance of the series',
  sort: 'Series by value, least first',
  sort_desc: 'Series by value, greatest first',
}

/** How an aggregation is written. */
export function aggregationForm(name: RangeOperation | VectorOperation): string {
  if (name === 'quantile_over_time') return 'quantile_over_time(0.99, {#} | unwrap  [5m])'
  if (name in RANGES) return RANGES[name as RangeOperation].endsWith('(unwrap)') ? `${name}({#} | unwrap  [5m])` : `${name}({#}[5m])`
  if (name === 'topk' || name === 'bottomk' || name === 'approx_topk') return `${name}(10, #)`
  return name.startsWith('sort') ? `${name}(#)` : `${name} by (#) ()`
}

export const CONVERSIONS: readonly Entry[] = [
  { name: 'duration()', about: 'Seconds of a text such as 1.5s', form: 'duration(#)' },
  { name: 'duration_seconds()', about: 'Seconds of a text such as 1.5s', form: 'duration_seconds(#)' },
  { name: 'bytes()', about: 'Bytes of a text such as 5MB', form: 'bytes(#)' },
]

export const MATCH_OPERATORS: readonly Entry[] = [
  { name: '=', about: 'is', form: '="#"' },
  { name: '!=', about: 'is not', form: '!="#"' },
  { name: '=~', about: 'matches all of a regular expression', form: '=~"#"' },
  { name: '!~', about: 'does not match', form: '!~"#"' },
]

export const COMPARISONS: readonly Entry[] = [
  { name: '>', about: 'greater', form: '> ' },
  { name: '>=', about: 'greater or equal', form: '>= ' },
  { name: '<', about: 'less', form: '< ' },
  { name: '<=', about: 'less or equal', form: '<= ' },
]

export const DURATIONS: readonly Entry[] = ['1m', '5m', '10m', '15m', '30m', '1h', '6h', '1d', '7d']
  .map(name => ({ name, about: 'time before each step', form: name }))
