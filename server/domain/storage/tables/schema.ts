import type { CustomTable } from '#shared/types/custom-table'

/** A column: name, ClickHouse type, default and codec clauses (may be empty). */
export type Column = readonly [name: string, type: string, codec: string]

/** How the tables of one kind of source look. */
export interface TableSchema {
  /** Goes into segment headers: a segment is only ever inserted by the schema it was written for. */
  readonly name: string
  /** Raised when the columns change, so that a left-over segment of an older version is still read right. */
  readonly version: number
  readonly columns: readonly Column[]
  /** How segments hold them: row by row (RowBinary), or column by column, which the engine takes for a fraction (Native). */
  readonly layout: 'rows' | 'columns'
  /** The CREATE TABLE statement, with `{database:Identifier}` and `{table:Identifier}` left as parameters. */
  createSql(retentionDays: number): string
  /** What follows it, each with the same parameters: columns that older tables lack, tables beside it. May be repeated. */
  furtherSql?(table: TableName & { retentionDays: number }): string[]
  /** The user's table that rows go into, where it is one. */
  readonly custom?: CustomTable
}

export interface TableName { readonly database: string, readonly table: string }

/** A name of ours as it stands in SQL, for places that take no parameter. @throws RangeError for any other than letters, digits and `_` */
export function identifier(name: string): string {
  if (!/^\w{1,128}$/.test(name)) throw new RangeError(`${JSON.stringify(name)} is not a name of ours`)
  return `\`${name}\``
}

/**
 * The identity of rows that somebody writes past Cordwood: each arrives at the moment of its insert (the ids of
 * segments are made so, see segment-id.ts), and 54 random bits keep the rows of one moment apart.
 */
export const IDENTITY_DEFAULTS = {
  Segment: 'bitOr(bitShiftLeft(toUInt64(toUnixTimestamp64Milli(now64(3))), 22), bitAnd(rand64(), 4194303))',
  Ordinal: 'rand()',
} as const

/** Gives a table the columns that it lacks. */
export function addColumnsSql(columns: readonly Column[]): string {
  const additions = columns.map(column => `ADD COLUMN IF NOT EXISTS ${column.join(' ').trimEnd()}`)
  return `ALTER TABLE {database:Identifier}.{table:Identifier} ${additions.join(', ')}`
}

/** The CREATE TABLE statement with its names, for people to read. The names are ours: letters, digits and underscores. */
export function definitionOf(schema: TableSchema, { database, table, retentionDays }: { database: string, table: string, retentionDays: number }): string {
  return schema.createSql(retentionDays).replace('{database:Identifier}', database).replace('{table:Identifier}', table)
}

/** `name type, …`: the structure that `input()` wants. */
export function structureOf(columns: readonly Column[]): string {
  return columns.map(([name, type]) => `${name} ${type}`).join(', ')
}

/**
 * Milliseconds since 1970 at which a segment was opened, from its id (see segment-id.ts): when a row arrived.
 * Retention counts from there, not from the line's own time, so that old logs sent today are not gone tomorrow.
 */
const ARRIVED = "toDateTime(intDiv(bitShiftRight(Segment, 22), 1000), 'UTC')"

/**
 * The part of CREATE TABLE that all row tables share. `retentionDays` is an integer checked by its zod schema.
 *
 * A partition is a day of arrival: a segment goes into one part, whatever times its lines carry, and a day that is
 * past its retention is dropped whole.
 * @param rowByRow for rows of one day that are kept for different times
 */
export function storageClauses(orderBy: string, retentionDays: number, rowByRow = false): string {
  return [
    'ENGINE = MergeTree',
    ARRIVAL_PARTITION,
    `ORDER BY ${orderBy}`,
    `TTL ${arrivalTtl(retentionDays)}`,
    `SETTINGS ${rowSettings(rowByRow)}`,
  ].join('\n')
}

export const ARRIVAL_PARTITION = `PARTITION BY toDate(${ARRIVED})`
/** With fsync on, an inserted segment may be deleted: even a power cut loses nothing. */
export const rowSettings = (rowByRow = false) => `ttl_only_drop_parts = ${rowByRow ? 0 : 1}, fsync_after_insert = 1, fsync_part_directory = 1`

/** When rows are dropped: so many days after their arrival. @throws RangeError for what is no number of days */
export const arrivalTtl = (retentionDays: number) => expiry(ARRIVED, retentionDays)

/** The same for a number of days that an expression of ours tells. */
export const arrivalTtlBy = (days: string) => expiryBy(ARRIVED, days)

/**
 * So many days after a DateTime. Counted as DateTime64: a DateTime ends in 2106 and begins again in 1970, so that a
 * retention of a hundred years would be over at once.
 */
export function expiry(moment: string, retentionDays: number): string {
  if (!Number.isInteger(retentionDays) || retentionDays < 1) throw new RangeError('retentionDays must be a whole number')
  return expiryBy(moment, String(retentionDays))
}

const expiryBy = (moment: string, days: string) => `toDateTime64(${moment}, 0, 'UTC') + toIntervalDay(${days})`

export function columnsSql(columns: readonly Column[]): string {
  return columns.map(([name, type, codec]) => `  ${name} ${type} ${codec}`.trimEnd()).join(',\n')
}
