import { IDENTITY_DEFAULTS } from '../tables/schema'
import type { ColumnType } from './column-type'

/**
 * Columns of ours in a user's table: the row's identity (exactly-once inserts and permalinks rest on it), and the
 * pattern of its body.
 */
export const OWN_COLUMNS: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ['Segment', { kind: 'UInt', bits: 64 }],
  ['Ordinal', { kind: 'UInt', bits: 32 }],
  ['PatternHash', { kind: 'UInt', bits: 64 }],
  ['PatternText', { kind: 'LowCardinality', inner: { kind: 'String' } }],
])

/** As they stand in CREATE TABLE. */
export const OWN_COLUMN_CLAUSES = [
  `\`Segment\` UInt64 DEFAULT ${IDENTITY_DEFAULTS.Segment} CODEC(Delta, ZSTD(1))`,
  `\`Ordinal\` UInt32 DEFAULT ${IDENTITY_DEFAULTS.Ordinal} CODEC(Delta, ZSTD(1))`,
  '`PatternHash` UInt64 CODEC(ZSTD(1))',
  '`PatternText` LowCardinality(String) CODEC(ZSTD(1))',
] as const

/** The table that lines of a source go into; the source's own name is that of the view over it. */
export const ownTableName = (table: string) => `${table}_data`
