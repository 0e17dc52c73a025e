import { bareType, isNullable, type ColumnType } from './column-type'

/**
 * What an expression gives, as far as it matters for whether it can fail on a row: an insert that fails keeps all lines
 * of its segment from the table.
 */
export type ValueKind = 'date' | 'datetime' | 'datetime64' | 'integer' | 'float' | 'text' | 'uuid' | 'other'

export interface ValueShape { readonly kind: ValueKind, readonly nullable: boolean }

/** A function that users may have in their table: pure, and never failing for any value of the kinds it takes. */
export interface FunctionRule {
  /** How many arguments at least, and at most. */
  readonly least: number
  readonly most: number
  /** Kinds of its first argument; any where undefined. */
  readonly takes?: readonly ValueKind[]
  /** What it gives; `same`: what its arguments are. */
  readonly gives: ValueKind | 'same'
  /** Whether all arguments but the first must be literals. */
  readonly fixed?: boolean
  /** NULL only where the last argument is. */
  readonly fillsNull?: boolean
  /** Whether it gives the same for the same row at any time; else it has no place in keys. */
  readonly changing?: boolean
}

const rules = new Map<string, FunctionRule>()

function allow(names: string, rule: FunctionRule): void {
  for (const name of names.split(' ')) rules.set(name, rule)
}

/** Date, DateTime and DateTime64. */
const TIMES = ['date', 'datetime', 'datetime64'] as const

allow('toStartOfMinute toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes toStartOfHour', { least: 1, most: 2, takes: ['datetime', 'datetime64'], gives: 'datetime', fixed: true })
allow('toStartOfSecond', { least: 1, most: 2, takes: ['datetime64'], gives: 'datetime64', fixed: true })
allow('toStartOfDay toDateTime', { least: 1, most: 2, takes: TIMES, gives: 'datetime', fixed: true })
allow('toStartOfInterval', { least: 2, most: 3, takes: TIMES, gives: 'datetime', fixed: true })
allow('toStartOfWeek toStartOfMonth toStartOfQuarter toStartOfYear toMonday toDate toDate32', { least: 1, most: 2, takes: TIMES, gives: 'date', fixed: true })
allow('toYYYYMM toYYYYMMDD toYear toQuarter toMonth toDayOfMonth toDayOfWeek toDayOfYear', { least: 1, most: 2, takes: TIMES, gives: 'integer', fixed: true })
allow('toHour toMinute toSecond toYYYYMMDDhhmmss', { least: 1, most: 2, takes: ['datetime', 'datetime64'], gives: 'integer', fixed: true })
// Of a DateTime64 it fails before 1970 and after 2106 (tried in 26.7), times that any sender can write.
allow('toUnixTimestamp', { least: 1, most: 2, takes: ['date', 'datetime'], gives: 'integer', fixed: true })
allow('toUnixTimestamp64Milli', { least: 1, most: 1, takes: ['datetime64'], gives: 'integer' })
allow('now', { least: 0, most: 0, gives: 'datetime', changing: true })
allow('today', { least: 0, most: 0, gives: 'date', changing: true })
allow('now64', { least: 0, most: 1, takes: ['integer'], gives: 'datetime64', changing: true })
allow('generateUUIDv4 generateUUIDv7', { least: 0, most: 0, gives: 'uuid', changing: true })
// Of a Float they fail for infinities, of a DateTime64 for times that don't fit.
allow('toUInt8 toUInt16 toUInt32 toUInt64 toInt8 toInt16 toInt32 toInt64', { least: 1, most: 1, takes: ['integer', 'date', 'datetime'], gives: 'integer' })
allow('toFloat32 toFloat64', { least: 1, most: 1, takes: ['integer', 'float', 'datetime', 'datetime64'], gives: 'float' })
allow('toUInt8OrZero toUInt16OrZero toUInt32OrZero toUInt64OrZero toInt8OrZero toInt16OrZero toInt32OrZero toInt64OrZero', { least: 1, most: 1, takes: ['text'], gives: 'integer' })
allow('toFloat32OrZero toFloat64OrZero', { least: 1, most: 1, takes: ['text'], gives: 'float' })
allow('abs sign floor ceil', { least: 1, most: 1, takes: ['integer', 'float'], gives: 'same' })
allow('intHash32 intHash64', { least: 1, most: 1, takes: ['integer'], gives: 'integer' })
allow('cityHash64 xxHash32 xxHash64 sipHash64 murmurHash3_64', { least: 1, most: 10, gives: 'integer' })
allow('length lengthUTF8 empty notEmpty', { least: 1, most: 1, takes: ['text'], gives: 'integer' })
allow('toString', { least: 1, most: 1, gives: 'text' })
allow('lower upper lowerUTF8 upperUTF8 trimBoth trimLeft trimRight reverse domain domainWithoutWWW path protocol topLevelDomain cutQueryString cutFragment',
  { least: 1, most: 1, takes: ['text'], gives: 'text' })
allow('substring substringUTF8', { least: 2, most: 3, takes: ['text'], gives: 'text', fixed: true })
allow('concat', { least: 1, most: 20, takes: ['text'], gives: 'text' })
allow('startsWith endsWith', { least: 2, most: 2, takes: ['text'], gives: 'integer', fixed: true })
allow('JSONExtractString', { least: 2, most: 10, takes: ['text'], gives: 'text', fixed: true })
allow('JSONExtractInt JSONExtractUInt JSONExtractBool', { least: 2, most: 10, takes: ['text'], gives: 'integer', fixed: true })
allow('JSONExtractFloat', { least: 2, most: 10, takes: ['text'], gives: 'float', fixed: true })
allow('if', { least: 3, most: 3, takes: ['integer'], gives: 'same' })
allow('ifNull coalesce', { least: 2, most: 10, gives: 'same', fillsNull: true })
allow('mapKeys mapValues tuple array map', { least: 0, most: 50, gives: 'other' })

const byLowerCase = new Map([...rules.keys()].map(name => [name.toLowerCase(), name]))

/** The rule of a function, and its name as ClickHouse writes it; undefined for one that is not on the list. */
export function functionRule(name: string): { readonly name: string, readonly rule: FunctionRule } | undefined {
  const known = rules.has(name) ? name : byLowerCase.get(name.toLowerCase())
  return known === undefined ? undefined : { name: known, rule: rules.get(known)! }
}

/** What a column of this type gives to an expression. */
export function shapeOf(type: ColumnType): ValueShape {
  return { kind: kindOf(bareType(type)), nullable: isNullable(type) }
}

function kindOf({ kind }: ColumnType): ValueKind {
  switch (kind) {
    case 'Date': case 'Date32': return 'date'
    case 'DateTime': return 'datetime'
    case 'DateTime64': return 'datetime64'
    case 'Int': case 'UInt': case 'Bool': return 'integer'
    case 'Float': return 'float'
    case 'String': return 'text'
    case 'UUID': return 'uuid'
    default: return 'other'
  }
}

/** Whether every value of the shape fits the type: then a DEFAULT of it never fails. */
export function alwaysFits(shape: ValueShape, type: ColumnType): boolean {
  if (shape.nullable && !isNullable(type)) return false
  const kind = kindOf(bareType(type))
  if (shape.kind === 'other' || kind === 'other') return false
  if (kind === 'text' || kind === shape.kind) return true
  return (kind === 'float' && shape.kind === 'integer') || (isTime(kind) && isTime(shape.kind))
}

export const isTime = (kind: ValueKind) => kind === 'date' || kind === 'datetime' || kind === 'datetime64'
export const isNumber = (kind: ValueKind) => kind === 'integer' || kind === 'float'
