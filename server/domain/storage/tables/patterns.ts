import { ownTableName } from '../custom/own-columns'
import { arrivalTtl, columnsSql, expiry, identifier, IDENTITY_DEFAULTS, type TableName } from './schema'

const columns = [
  ['PatternHash', 'UInt64', ''],
  ['Text', 'SimpleAggregateFunction(max, String)', 'CODEC(ZSTD(1))'],
  ['FirstSeen', 'SimpleAggregateFunction(min, DateTime64(9))', ''],
  ['LastSeen', 'SimpleAggregateFunction(max, DateTime64(9))', ''],
  ['Example', 'SimpleAggregateFunction(any, String)', 'CODEC(ZSTD(1))'],
  ['ArrivedAt', 'SimpleAggregateFunction(max, DateTime)', ''],
] as const

/** Characters of an example. */
const EXAMPLE = 1024

/** A pattern goes when its last line has gone. */
const patternTtl = (retentionDays: number) => expiry('ArrivedAt', retentionDays)

/** The TTLs of a source's table (of a `custom` source: the one behind the view) and of the one beside it. */
export const sourceTtls = (table: string, retentionDays: number) => [
  { table, ttl: arrivalTtl(retentionDays), defaults: IDENTITY_DEFAULTS },
  { table: ownTableName(table), ttl: arrivalTtl(retentionDays), defaults: IDENTITY_DEFAULTS },
  { table: `${table}_patterns`, ttl: patternTtl(retentionDays) },
]

/** Where lines with patterns are, and what their times and texts are there. */
export interface PatternedLines { readonly table: string, readonly time: string, readonly body: string }

/**
 * A small table beside a source's table, filled by a materialized view with every insert: each pattern once, with its
 * text, the first and last time of its lines and an example. A few rows an insert; how many lines a pattern has is
 * counted in the source's table itself.
 */
export function patternStatements(
  { database, table, retentionDays }: TableName & { retentionDays: number }, lines: PatternedLines = { table, time: 'Timestamp', body: 'Body' },
): string[] {
  const name = (suffix: string) => `${identifier(database)}.${identifier(`${table}${suffix}`)}`
  return [
    `CREATE TABLE IF NOT EXISTS ${name('_patterns')} (
${columnsSql(columns)}
)
ENGINE = AggregatingMergeTree
ORDER BY PatternHash
TTL ${patternTtl(retentionDays)}`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${name('_patterns_view')} TO ${name('_patterns')} AS
${patternQuery(database, lines)}`,
  ]
}

/** What is direct in ClickHouse (Vector's sink, say) comes without a hash, and has no pattern. */
export function patternQuery(database: string, { table, time, body }: PatternedLines): string {
  return `SELECT PatternHash, max(toString(PatternText)) AS Text, min(${time}) AS FirstSeen, max(${time}) AS LastSeen,
  any(substringUTF8(${body}, 1, ${EXAMPLE})) AS Example, now() AS ArrivedAt
FROM ${identifier(database)}.${identifier(table)} AS t
WHERE PatternHash != 0
GROUP BY PatternHash`
}
