import { severityNames } from '#shared/utils/severity'
import type { CustomColumn, CustomTable } from '#shared/types/custom-table'
import { appColumns } from '../tables/app'
import { bareType, isNullable, readType, type ColumnType } from './column-type'
import { quoteName, quoteText } from './quote'
import { isTextMap } from './roles'

const ATTRIBUTES = 'Map(LowCardinality(String), String)'

/**
 * The SELECT of a view that shows a user's table in the columns of the `app` schema, so that everything that reads
 * sources reads it too. Columns are named with the table's alias: a column of theirs may be called as one of ours.
 * @param from the table, quoted
 */
export function viewSql(table: CustomTable, from: string): string {
  const given = new Map<string, string>([...identity(table), ...roles(table), ...attributes(table)])
  const columns = appColumns.map(([name, type]) => `  ${given.get(name) ?? nothing(type)} AS ${name}`)
  return `SELECT\n${columns.join(',\n')}\nFROM ${from} AS t`
}

/** The time and the text of a row, for its pattern: with the alias `t`, as in the view. */
export function patternedLines(table: CustomTable): { time: string, body: string } {
  const given = new Map(roles(table))
  return { time: given.get('Timestamp') ?? '0', body: given.get('Body') ?? `''` }
}

const nothing = (type: string) => type.startsWith('Map(') ? `CAST(map(), ${quoteText(type)})` : `CAST(${type.includes('String') ? `''` : '0'}, ${quoteText(type)})`

const ref = (name: string) => `t.${quoteName(name)}`

/** Without a Segment and an Ordinal a row is known by its content: rows that are all alike count as one. */
function identity({ hasIdentity, owned, columns }: CustomTable): [string, string][] {
  if (hasIdentity) {
    return [['Segment', ref('Segment')], ['Ordinal', ref('Ordinal')], ...owned ? [['PatternHash', ref('PatternHash')], ['PatternText', ref('PatternText')]] as [string, string][] : []]
  }
  const hashed = columns.filter(({ type }) => readType(type) !== undefined).map(({ name }) => ref(name))
  return [['Segment', `cityHash64(tuple(${hashed.join(', ')}))`], ['Ordinal', 'CAST(0, \'UInt32\')']]
}

function roles({ columns, mapping }: CustomTable): [string, string][] {
  const typed = (name: string | undefined, use: (expression: string, type: ColumnType) => [string, string][]) => {
    const type = readType(columns.find(column => column.name === name)?.type ?? '')
    return name === undefined || type === undefined ? [] : use(ref(name), type)
  }
  return [
    ...typed(mapping.time, (column, type) => [['Timestamp', timestamp(column, type)]]),
    ...typed(mapping.body, (column, type) => [['Body', asText(column, type)]]),
    ...typed(mapping.service, (column, type) => [['ServiceName', lowCardinality(column, type)]]),
    ...typed(mapping.severity, severity),
    ...typed(mapping.traceId, (column, type) => [['TraceId', id(column, type)]]),
    ...typed(mapping.spanId, (column, type) => [['SpanId', id(column, type)]]),
  ]
}

/** A DateTime as DateTime64: by CAST, behind which the engine still finds the sort key (behind toDateTime64 it does not). */
const timestamp = (column: string, type: ColumnType) =>
  bareType(type).kind === 'DateTime64' ? column : `CAST(${column}, ${quoteText('DateTime64(9, \'UTC\')')})`

function asText(column: string, type: ColumnType): string {
  if (type.kind === 'String') return column
  const text = bareType(type).kind === 'FixedString' ? `toStringCutToZero(${column})` : `toString(${column})`
  return isNullable(type) ? `ifNull(${text}, '')` : text
}

const lowCardinality = (column: string, type: ColumnType) =>
  type.kind === 'LowCardinality' && type.inner.kind === 'String' ? column : `CAST(${asText(column, type)}, 'LowCardinality(String)')`

function id(column: string, type: ColumnType): string {
  if (bareType(type).kind !== 'UUID') return asText(column, type)
  return `if(ifNull(${column} = toUUID('00000000-0000-0000-0000-000000000000'), true), '', replaceAll(${asText(column, type)}, '-', ''))`
}

/** Numbers are OpenTelemetry's; names are read as ingest reads them. */
function severity(column: string, type: ColumnType): [string, string][] {
  const { kind } = bareType(type)
  if (kind === 'Int' || kind === 'UInt') return [['SeverityNumber', `CAST(if(ifNull(${column} BETWEEN 1 AND 24, false), ifNull(${column}, 0), 0), 'UInt8')`]]
  const names = [...severityNames.keys()].map(quoteText).join(', ')
  return [
    ['SeverityText', lowCardinality(column, type)],
    ['SeverityNumber', `CAST(transform(lower(${asText(column, type)}), [${names}], [${[...severityNames.values()].join(', ')}], 0), 'UInt8')`],
  ]
}

interface Entry { readonly name: string, readonly text: string, readonly nullable: boolean, readonly letter: string }

/** The columns that are nothing else, as text, and of each what it was (see storage/attributes.ts). */
function attributes({ columns, mapping }: CustomTable): [string, string][] {
  const { time, body, severity: level, service, traceId, spanId, rest } = mapping
  const elsewhere = new Set([time, body, level, service, traceId, spanId])
  const entries = columns.filter(({ name }) => !elsewhere.has(name)).flatMap(column => column.name === rest && isMap(column) ? [] : entryOf(column))
  const restMap = columns.find(column => column.name === rest && isMap(column))
  const map = mapOf(entries, restMap)
  const parts: [string, string][] = [['LogAttributes', map], ['LogAttributesShape', shapeOf(entries, map)]]
  // With neither a body nor a message, a line shows and is searched by what it has.
  return mapping.body === undefined ? [...parts, ['Body', `toJSONString(${map})`]] : parts
}

const isMap = ({ type }: CustomColumn) => {
  const known = readType(type)
  return known !== undefined && isTextMap(known)
}

function entryOf({ name, type }: CustomColumn): Entry[] {
  const known = readType(type)
  // States of aggregate functions are no text.
  if (known === undefined && type.includes('AggregateFunction')) return []
  const nullable = known === undefined || isNullable(known)
  const letter = known === undefined ? 's' : letterOf(bareType(known))
  return [{ name, text: letter === 'j' ? `toJSONString(${ref(name)})` : `toString(${ref(name)})`, nullable, letter }]
}

function letterOf({ kind }: ColumnType): string {
  switch (kind) {
    case 'Int': case 'UInt': case 'Float': case 'Decimal': return 'n'
    case 'Bool': return 'b'
    case 'Array': case 'Map': case 'Tuple': case 'JSON': return 'j'
    default: return 's'
  }
}

function mapOf(entries: readonly Entry[], rest: CustomColumn | undefined): string {
  const own = entries.length === 0 ? undefined : ownMap(entries)
  if (rest === undefined) return own ?? `CAST(map(), ${quoteText(ATTRIBUTES)})`
  const restMap = `CAST(${ref(rest.name)}, ${quoteText(ATTRIBUTES)})`
  return own === undefined ? restMap : `mapUpdate(${restMap}, ${own})`
}

/** What is NULL is not there. */
function ownMap(entries: readonly Entry[]): string {
  const pairs = `[${entries.map(({ name, text }) => `(${quoteText(name)}, ${text})`).join(', ')}]`
  const present = entries.some(({ nullable }) => nullable) ? `arrayFilter(entry -> isNotNull(entry.2), ${pairs})` : pairs
  return `CAST(${present}, ${quoteText(ATTRIBUTES)})`
}

function shapeOf(entries: readonly Entry[], map: string): string {
  const typed = entries.filter(({ letter }) => letter !== 's')
  if (typed.length === 0) return nothing('LowCardinality(String)')
  const names = typed.map(({ name }) => quoteText(name)).join(', ')
  const letters = typed.map(({ letter }) => quoteText(letter)).join(', ')
  return `CAST(arrayStringConcat(arrayMap(name -> transform(toString(name), [${names}], [${letters}], 's'), arraySort(mapKeys(${map})))), 'LowCardinality(String)')`
}
