import type { RangeOperation, VectorOperation } from '#shared/logql/light'
import { logqlTexts as texts } from '../messages/logql'
import { COUNTED, COUNTING } from './steps'

/** A word of the language, what it does, and how it is written. */
export interface Entry { readonly name: string, readonly about: string, readonly form: string }

/** Entries of how words are written (`#` is where the cursor goes) and of what they do, in the order of the former. */
export const entriesOf = <Name extends string>(forms: Readonly<Record<Name, string>>, about: Readonly<Record<Name, string>>): readonly Entry[] =>
  (Object.keys(forms) as Name[]).map(name => ({ name, about: about[name], form: forms[name] }))

export const STAGES = entriesOf({
  json: 'json',
  logfmt: 'logfmt',
  pattern: 'pattern "<ip> <_> #"',
  regexp: 'regexp "(?P<name>#)"',
  unpack: 'unpack',
  search: 'search "#"',
  line_format: 'line_format "{{.#}}"',
  label_format: 'label_format #',
  drop: 'drop #',
  keep: 'keep #',
  decolorize: 'decolorize',
}, texts.stages)

export const LINE_FILTERS = entriesOf({ '|=': '|= "#"', '!=': '!= "#"', '|~': '|~ "#"', '!~': '!~ "#"', '|>': '|> "<_>#<_>"', '!>': '!> "<_>#<_>"' }, texts.lineFilters)

/** How an aggregation is written. */
export function aggregationForm(name: RangeOperation | VectorOperation): string {
  if (name === 'quantile_over_time') return 'quantile_over_time(0.99, {#} | unwrap  [5m])'
  if (COUNTING.has(name)) return `${name}({#}[5m])`
  if (name in texts.ranges) return `${name}({#} | unwrap  [5m])`
  if ((COUNTED as ReadonlySet<string>).has(name)) return `${name}(10, #)`
  return name.startsWith('sort') ? `${name}(#)` : `${name} by (#) ()`
}

export const CONVERSIONS = entriesOf({ 'duration()': 'duration(#)', 'duration_seconds()': 'duration_seconds(#)', 'bytes()': 'bytes(#)' }, texts.conversions)

export const MATCH_OPERATORS = entriesOf({ '=': '="#"', '!=': '!="#"', '=~': '=~"#"', '!~': '!~"#"' }, texts.matches)

export const COMPARISONS = entriesOf({ '>': '> ', '>=': '>= ', '<': '< ', '<=': '<= ' }, texts.comparisons)

export const DURATIONS: readonly Entry[] = ['1m', '5m', '10m', '15m', '30m', '1h', '6h', '1d', '7d']
  .map(name => ({ name, about: texts.duration, form: name }))
