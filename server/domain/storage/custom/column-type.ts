import { Cursor } from './cursor'
import { SqlTextError } from './lexer'
import { quoteName, quoteText } from './quote'

/** A ClickHouse type that lines can be written as (https://clickhouse.com/docs/sql-reference/data-types). */
export type ColumnType
  = | { readonly kind: 'Int' | 'UInt', readonly bits: number }
    | { readonly kind: 'Float', readonly bits: 32 | 64 }
    | { readonly kind: 'Decimal', readonly precision: number, readonly scale: number }
    | { readonly kind: 'Bool' | 'String' | 'UUID' | 'IPv4' | 'IPv6' | 'Date' | 'Date32' }
    | { readonly kind: 'FixedString', readonly length: number }
    | { readonly kind: 'DateTime', readonly zone: string }
    | { readonly kind: 'DateTime64', readonly precision: number, readonly zone: string }
    | { readonly kind: 'Enum', readonly bits: 8 | 16, readonly members: ReadonlyMap<string, number> }
    | { readonly kind: 'LowCardinality' | 'Nullable' | 'Array', readonly inner: ColumnType }
    | { readonly kind: 'Map', readonly key: ColumnType, readonly value: ColumnType }
    | { readonly kind: 'Tuple', readonly items: readonly TupleItem[] }
    | { readonly kind: 'JSON', readonly maxPaths: number | undefined }

export interface TupleItem { readonly name: string | undefined, readonly type: ColumnType }

const INTEGER = /^(U?Int)(8|16|32|64|128|256)$/
const MAX_MEMBERS = 1000
const MAX_ITEMS = 100
/** Digits of Decimal32 … Decimal256. */
const DECIMALS: Readonly<Record<string, number>> = { Decimal32: 9, Decimal64: 18, Decimal128: 38, Decimal256: 76 }

/** The type that stands next. @throws SqlTextError for one that is not on the list above */
export function parseType(cursor: Cursor): ColumnType {
  const start = cursor.token
  if (start.kind !== 'word') cursor.fail('expected a type')
  const name = cursor.next().value
  const integer = INTEGER.exec(name)
  if (integer) return { kind: integer[1] as 'Int' | 'UInt', bits: Number(integer[2]) }
  switch (name) {
    case 'Float32': return { kind: 'Float', bits: 32 }
    case 'Float64': return { kind: 'Float', bits: 64 }
    case 'Bool': case 'String': case 'UUID': case 'IPv4': case 'IPv6': case 'Date': case 'Date32': return { kind: name }
    case 'DateTime': return { kind: name, zone: cursor.accept('(') ? closed(cursor, () => zone(cursor)) : '' }
    case 'JSON': return { kind: name, maxPaths: cursor.accept('(') ? closed(cursor, () => maxPaths(cursor)) : undefined }
  }
  if (!cursor.accept('(')) return cursor.refuse(unknown(name), start)
  return closed(cursor, () => cursor.nested(() => withArguments(cursor, name))) ?? cursor.refuse(unknown(name), start)
}

const unknown = (name: string) => `${name.slice(0, 60)} is not a type that lines can be written as. There are (U)Int8 to (U)Int256, Float32, `
  + 'Float64, Decimal, Bool, String, FixedString, UUID, IPv4, IPv6, Date, Date32, DateTime, DateTime64, Enum8, Enum16, '
  + 'LowCardinality, Nullable, Array, Map, Tuple and JSON'

function withArguments(cursor: Cursor, name: string): ColumnType | undefined {
  switch (name) {
    case 'FixedString': return { kind: name, length: cursor.integer('a length', 1, 65_536) }
    case 'Decimal': return decimal(cursor, cursor.integer('a precision', 1, 76))
    case 'Decimal32': case 'Decimal64': case 'Decimal128': case 'Decimal256': return decimalOf(cursor, DECIMALS[name]!)
    case 'DateTime64': return { kind: name, precision: cursor.integer('a precision', 0, 9), zone: cursor.accept(',') ? zone(cursor) : '' }
    case 'Enum8': return { kind: 'Enum', bits: 8, members: members(cursor, 8) }
    case 'Enum16': return { kind: 'Enum', bits: 16, members: members(cursor, 16) }
    case 'LowCardinality': return { kind: name, inner: lowCardinality(cursor) }
    case 'Nullable': return { kind: name, inner: nullable(cursor) }
    case 'Array': return { kind: name, inner: parseType(cursor) }
    case 'Map': return map(cursor)
    case 'Tuple': return tuple(cursor)
    default: return undefined
  }
}

function closed<T>(cursor: Cursor, work: () => T): T {
  const result = work()
  // An unknown type is refused by its name, not for what stands between its brackets.
  if (result !== undefined) cursor.expect(')')
  return result
}

function zone(cursor: Cursor): string {
  const { token } = cursor
  const name = cursor.text('a time zone')
  return /^[A-Za-z0-9_+\-/]{1,64}$/.test(name) ? name : cursor.refuse('this is not a time zone', token)
}

function maxPaths(cursor: Cursor): number {
  if (!cursor.accept('max_dynamic_paths', '=')) cursor.fail('expected max_dynamic_paths = …, the only thing a JSON may have here')
  return cursor.integer('a number of paths', 0, 1024)
}

function decimal(cursor: Cursor, precision: number): ColumnType {
  return cursor.accept(',') ? decimalOf(cursor, precision) : { kind: 'Decimal', precision, scale: 0 }
}

const decimalOf = (cursor: Cursor, precision: number): ColumnType =>
  ({ kind: 'Decimal', precision, scale: cursor.integer('a scale', 0, precision) })

function members(cursor: Cursor, bits: 8 | 16): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const half = 2 ** (bits - 1)
  do {
    const { token } = cursor
    const name = cursor.text('the name of a member')
    const last = [...found.values()].at(-1)
    const value = cursor.accept('=') ? signed(cursor, half) : (last ?? 0) + 1
    if (found.has(name) || [...found.values()].includes(value) || value >= half) cursor.refuse('each member has a name and a number of its own', token)
    found.set(name, value)
    if (found.size > MAX_MEMBERS) cursor.refuse(`an Enum may have ${MAX_MEMBERS} members here`, token)
  } while (cursor.accept(','))
  return found
}

function signed(cursor: Cursor, half: number): number {
  return cursor.accept('-') ? -cursor.integer('a number', 1, half) : cursor.integer('a number', 0, half - 1)
}

const IN_LOW_CARDINALITY = new Set<ColumnType['kind']>(['String', 'FixedString', 'Int', 'UInt', 'Float', 'Date', 'DateTime', 'UUID', 'IPv4', 'IPv6', 'Nullable'])

function lowCardinality(cursor: Cursor): ColumnType {
  const { token } = cursor
  const inner = parseType(cursor)
  if (!IN_LOW_CARDINALITY.has(inner.kind)) cursor.refuse('this can’t be LowCardinality', token)
  return inner
}

const NOT_NULLABLE = new Set<ColumnType['kind']>(['Nullable', 'LowCardinality', 'Array', 'Map', 'Tuple', 'JSON'])

function nullable(cursor: Cursor): ColumnType {
  const { token } = cursor
  const inner = parseType(cursor)
  if (NOT_NULLABLE.has(inner.kind)) cursor.refuse('this can’t be Nullable', token)
  return inner
}

const NO_KEYS = new Set<ColumnType['kind']>(['Nullable', 'Array', 'Map', 'Tuple', 'JSON', 'Float', 'Decimal', 'Bool'])

function map(cursor: Cursor): ColumnType {
  const { token } = cursor
  const key = parseType(cursor)
  if (NO_KEYS.has(key.kind) || (key.kind === 'LowCardinality' && key.inner.kind === 'Nullable')) cursor.refuse('this can’t be the key of a Map', token)
  cursor.expect(',')
  return { kind: 'Map', key, value: parseType(cursor) }
}

function tuple(cursor: Cursor): ColumnType {
  const items: TupleItem[] = []
  do {
    if (items.length === MAX_ITEMS) cursor.refuse(`a Tuple may have ${MAX_ITEMS} items here`)
    items.push(tupleItem(cursor))
  } while (cursor.accept(','))
  const names = items.flatMap(({ name }) => name ?? [])
  if (names.length > 0 && new Set(names).size < items.length) cursor.refuse('the items of a Tuple have either no names, or each one of its own')
  return { kind: 'Tuple', items }
}

/** `name Type` or `Type`: told apart by what follows the first word. */
function tupleItem(cursor: Cursor): TupleItem {
  const { token } = cursor
  if (token.kind === 'name') return { name: cursor.next().value, type: parseType(cursor) }
  const ahead = cursor.ahead
  return ahead.kind === 'word' ? { name: cursor.next().value, type: parseType(cursor) } : { name: undefined, type: parseType(cursor) }
}

/** The type as ClickHouse writes it. */
export function typeText(type: ColumnType): string {
  switch (type.kind) {
    case 'Int': case 'UInt': case 'Float': return `${type.kind}${type.bits}`
    case 'Decimal': return `Decimal(${type.precision}, ${type.scale})`
    case 'FixedString': return `FixedString(${type.length})`
    case 'DateTime': return type.zone === '' ? 'DateTime' : `DateTime(${quoteText(type.zone)})`
    case 'DateTime64': return `DateTime64(${type.precision}${type.zone === '' ? '' : `, ${quoteText(type.zone)}`})`
    case 'Enum': return `Enum${type.bits}(${[...type.members].map(([name, value]) => `${quoteText(name)} = ${value}`).join(', ')})`
    case 'LowCardinality': case 'Nullable': case 'Array': return `${type.kind}(${typeText(type.inner)})`
    case 'Map': return `Map(${typeText(type.key)}, ${typeText(type.value)})`
    case 'Tuple': return `Tuple(${type.items.map(({ name, type: item }) => (name === undefined ? '' : `${quoteName(name)} `) + typeText(item)).join(', ')})`
    case 'JSON': return type.maxPaths === undefined ? 'JSON' : `JSON(max_dynamic_paths = ${type.maxPaths})`
    default: return type.kind
  }
}

/** The type that a text names, as ClickHouse writes it; undefined for one that lines can't be written as. */
export function readType(text: string): ColumnType | undefined {
  try {
    const cursor = new Cursor(text)
    const type = parseType(cursor)
    return cursor.token.kind === 'end' ? type : undefined
  }
  catch (error) {
    if (error instanceof SqlTextError) return undefined
    throw error
  }
}

/** The type without LowCardinality and Nullable around it. */
export function bareType(type: ColumnType): ColumnType {
  return type.kind === 'LowCardinality' || type.kind === 'Nullable' ? bareType(type.inner) : type
}

export const isNullable = (type: ColumnType): boolean =>
  type.kind === 'Nullable' || (type.kind === 'LowCardinality' && isNullable(type.inner))
