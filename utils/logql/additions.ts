import type { BuilderStep } from '#shared/logql/light'
import { formatCompact } from '../format'
import { askTexts } from '../messages/ask'
import type { SuggestOption } from '../suggest'
import type { QueryField } from './query-data'
import { isMetric, typedSteps, withStep } from './steps'

/** What the builder's input offers: `steps` to have, or a `field` to choose a value of, or a field that a number is taken from. */
export interface Addition extends SuggestOption {
  sort: 'typed' | 'words' | 'field' | 'parse' | 'format' | 'number' | 'value'
  steps?: BuilderStep[]
  field?: string
  number?: true
}

const texts = askTexts.additions
const FIELDS_SHOWN = 12
const MINUTES = 6e10

const KNOWN: readonly { key: string, label: string, detail: string, sort: Addition['sort'], step: BuilderStep }[] = [
  { key: 'json', ...texts.json, sort: 'parse', step: { kind: 'parser', stage: { kind: 'json', extractions: [] } } },
  { key: 'logfmt', ...texts.logfmt, sort: 'parse', step: { kind: 'parser', stage: { kind: 'logfmt', strict: false, keepEmpty: false, extractions: [] } } },
  { key: 'pattern', ...texts.pattern, sort: 'parse', step: { kind: 'parser', stage: { kind: 'pattern', expression: '<first> <_>' } } },
  { key: 'regexp', ...texts.regexp, sort: 'parse', step: { kind: 'parser', stage: { kind: 'regexp', expression: '(?P<first>\\S+)' } } },
  { key: 'template', ...texts.template, sort: 'format', step: { kind: 'format', stage: { kind: 'lineFormat', template: '{{__line__}}' } } },
  { key: 'count', ...texts.count, sort: 'number', step: { kind: 'range', operation: 'count_over_time', interval: 5 * MINUTES, offset: 0 } },
  { key: 'rate', ...texts.rate, sort: 'number', step: { kind: 'range', operation: 'rate', interval: 5 * MINUTES, offset: 0 } },
  { key: 'sum', ...texts.sum, sort: 'number', step: { kind: 'aggregation', operation: 'sum' } },
  { key: 'topk', ...texts.topk, sort: 'number', step: { kind: 'aggregation', operation: 'topk', parameter: 10 } },
  { key: 'compare', ...texts.compare, sort: 'number', step: { kind: 'operation', operator: '>', side: 'right', returnBool: false, operand: { kind: 'number', value: 0 } } },
]

/** A number from a field, and what is made of it: neither may stand without the other. */
export function numberSteps(steps: readonly BuilderStep[], label: string): BuilderStep[] {
  return [...steps, { kind: 'unwrap', unwrap: { label, filters: [] } }, { kind: 'range', operation: 'avg_over_time', interval: 5 * MINUTES, offset: 0, grouping: { without: false, labels: [] } }]
}

/** What may be added to steps, by what is typed: that itself, fields of the data, and further steps. */
export function additionsOf(steps: readonly BuilderStep[], typed: string, fields: readonly QueryField[]): Addition[] {
  const text = typed.trim()
  const wanted = text.toLowerCase()
  const named = (label: string, detail: string) => `${label} ${detail}`.toLowerCase().includes(wanted)
  const shownFields = fields.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, FIELDS_SHOWN)
  const known = KNOWN.filter(({ label, detail }) => named(label, detail)).flatMap(({ step, ...shown }): Addition[] => {
    const next = withStep(steps, step)
    return next ? [{ ...shown, steps: next }] : []
  })
  const number: Addition[] = !isMetric(steps) && named(texts.number.label, `${texts.number.detail} unwrap`)
    ? [{ key: 'number', ...texts.number, sort: 'number', number: true }]
    : []
  return [
    ...text === '' ? [] : textAdditions(steps, text),
    ...shownFields.map(({ name, count }): Addition => ({ key: `field:${name}`, label: name, detail: formatCompact(count), sort: 'field', field: name })),
    ...known, ...number,
  ]
}

function textAdditions(steps: readonly BuilderStep[], text: string): Addition[] {
  const read = typedSteps(text, steps)
  if (read) return [{ key: 'typed', label: text, ...texts.typed, sort: 'typed', steps: read }]
  const search = withStep(steps, { kind: 'search', text })
  const contains = withStep(steps, { kind: 'lineFilter', stage: { kind: 'lineFilter', operator: '|=', patterns: [{ kind: 'text', value: text }] } })
  const words = 'words' as const
  return [
    ...search ? [{ key: 'search', label: texts.search.label(text), detail: texts.search.detail, sort: words, steps: search }] : [],
    ...contains ? [{ key: 'contains', label: texts.contains.label(text), detail: texts.contains.detail, sort: words, steps: contains }] : [],
  ]
}

/** The fields that numbers can be taken from, those that look like numbers first. */
export function numberAdditions(typed: string, fields: readonly QueryField[]): Addition[] {
  const wanted = typed.trim().toLowerCase()
  const isNumber = ({ type }: QueryField) => type === 'number' || type === 'duration' || type === 'bytes'
  return fields.filter(({ name }) => name.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(isNumber(b)) - Number(isNumber(a))).slice(0, 2 * FIELDS_SHOWN)
    .map(field => ({ key: `number:${field.name}`, label: field.name, detail: `${formatCompact(field.count)} ${field.type}`, sort: 'number', field: field.name }))
}
