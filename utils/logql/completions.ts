import { TEMPLATE_FUNCTIONS } from '#shared/logql'
import { escapeRegex, quote as quoted, RANGE_OPERATIONS, VECTOR_OPERATIONS } from '#shared/logql/light'
import { formatCompact } from '../format'
import { logqlTexts as texts } from '../messages/logql'
import { aggregationForm, COMPARISONS, CONVERSIONS, DURATIONS, entriesOf, LINE_FILTERS, MATCH_OPERATORS, STAGES, type Entry } from './catalogue'
import { placeAt, type Place } from './place'
import type { QueryData, QueryField } from './query-data'
import { asSearch } from './words'

/** `apply` is written, and the cursor put at `cursor` of it, or behind it. */
export interface Suggestion { label: string, type: string, detail?: string, apply: string, cursor?: number, boost?: number }
/** `complete`: what is typed on filters these, and does not have to ask again. */
export interface Suggestions { from: number, to: number, options: Suggestion[], complete: boolean }

const VALUES_ASKED = 50

/** What may be written at a place of a query, out of the language and out of the data. */
export async function suggestionsAt(text: string, at: number, data: QueryData): Promise<Suggestions | undefined> {
  const place = placeAt(text, at)
  if (place === undefined) return undefined
  if (place.kind === 'value') return valuesAt(text, at, place, data)
  const options = await optionsOf(place, text, data)
  return options.length === 0 ? undefined : { from: place.from, to: at, options, complete: true }
}

async function optionsOf(place: Place, text: string, data: QueryData): Promise<Suggestion[]> {
  switch (place.kind) {
    case 'start': return starts(text)
    case 'label': return (await data.fields(place.log)).filter(isStored).map(field => ({ ...labelOf(field), apply: `${field.name}=""`, cursor: field.name.length + 2 }))
    case 'operator': return [...MATCH_OPERATORS, ...place.comparisons ? COMPARISONS : []].map(entry => wordOf(entry, 'keyword'))
    case 'pipe': return pipes(place.ranged)
    case 'stage': return stages(place, data)
    case 'fields': return fieldsOf(place, data)
    case 'template': return templates(place.log, data)
    case 'duration': return DURATIONS.map(entry => wordOf(entry, 'constant'))
    case 'after': return AFTER
    default: return []
  }
}

const isStored = ({ kind }: QueryField) => kind !== 'parsed'
const formOf = (form: string) => ({ apply: form.replace('#', ''), ...(form.includes('#') && { cursor: form.indexOf('#') }) })
const wordOf = ({ name, about, form }: Entry, type: string): Suggestion => ({ label: name, type, detail: about, ...formOf(form) })
const labelOf = ({ name, count, type, kind }: QueryField): Suggestion => ({
  // What a stage found is what one is after.
  label: name, type: 'property', detail: `${formatCompact(count)} ${type === 'string' ? '' : type}`.trim(), apply: name, boost: kind === 'parsed' ? 3 : 2,
})

const AGGREGATIONS: readonly Suggestion[] = [
  ...RANGE_OPERATIONS.map(name => ({ label: name, type: 'function', detail: texts.ranges[name], ...formOf(aggregationForm(name)) })),
  ...VECTOR_OPERATIONS.map(name => ({ label: name, type: 'function', detail: texts.vectors[name], ...formOf(aggregationForm(name)) })),
]
const AFTER = entriesOf({ by: 'by (#)', without: 'without (#)', offset: 'offset 1h', unless: 'unless ' }, texts.after).map(entry => wordOf(entry, 'keyword'))

function starts(text: string): Suggestion[] {
  const search = asSearch(text)
  return [
    ...search === undefined ? [] : [{ label: text.trim(), type: 'text', detail: texts.search, apply: search, boost: 99 }],
    { label: '{', type: 'keyword', detail: texts.selector, apply: '{}', cursor: 1, boost: 5 },
    ...AGGREGATIONS,
  ]
}

const UNWRAP: Entry = { name: 'unwrap', about: texts.unwrap, form: 'unwrap #' }

function pipes(ranged: boolean): Suggestion[] {
  return [
    ...LINE_FILTERS.map(entry => wordOf(entry, 'keyword')),
    ...[...STAGES, ...ranged ? [UNWRAP] : []].map(entry => wordOf({ ...entry, name: `| ${entry.name}`, form: `| ${entry.form}` }, 'keyword')),
    { label: '| ', type: 'keyword', detail: texts.fieldFilter, apply: '| ' },
    ...ranged ? [{ label: '[', type: 'keyword', detail: texts.duration, apply: '[5m]' }] : [],
  ]
}

async function stages({ log, ranged }: Extract<Place, { kind: 'stage' }>, data: QueryData): Promise<Suggestion[]> {
  const fields = await data.fields(log)
  return [...[...STAGES, ...ranged ? [UNWRAP] : []].map(entry => wordOf(entry, 'keyword')), ...fields.map(field => labelOf(field))]
}

async function fieldsOf({ log, of }: Extract<Place, { kind: 'fields' }>, data: QueryData): Promise<Suggestion[]> {
  const fields = (await data.fields(log)).map(field => labelOf(field))
  if (of !== 'unwrap') return fields
  const numbers = fields.map(field => ({ ...field, boost: /number|duration|bytes/.test(field.detail ?? '') ? 5 : 0 }))
  return [...numbers, ...CONVERSIONS.map(entry => wordOf(entry, 'function'))]
}

async function templates(log: string, data: QueryData): Promise<Suggestion[]> {
  const fields = await data.fields(log)
  return [
    ...fields.filter(({ name }) => !name.includes('.')).map(field => ({ ...labelOf(field), label: `.${field.name}`, apply: `.${field.name}` })),
    ...TEMPLATE_FUNCTIONS.map(name => ({ label: name, type: 'function', apply: `${name} ` })),
  ]
}

/** Values go into the string that is open, up to its end where that is there already. */
async function valuesAt(text: string, at: number, place: Extract<Place, { kind: 'value' }>, data: QueryData): Promise<Suggestions | undefined> {
  const typed = text.slice(place.from, at)
  const values = await data.values(place.log, place.label, place.quote === '' ? '' : typed, VALUES_ASKED)
  const escaped = (value: string) => place.regex ? escapeRegex(value) : value
  const end = place.quote !== '' && text[at] === place.quote ? at + 1 : at
  // The most frequent first, as they come: CodeMirror would sort them by name.
  const options = values.map(({ value, count }, rank): Suggestion => {
    const whole = quoted(escaped(value))
    return { label: value === '' ? '""' : value, type: 'text', detail: formatCompact(count), boost: -rank, apply: place.quote === '"' ? whole.slice(1) : place.quote === '`' ? `${escaped(value)}\`` : whole }
  })
  return options.length === 0 ? undefined : { from: place.from, to: end, options, complete: values.length < VALUES_ASKED }
}
