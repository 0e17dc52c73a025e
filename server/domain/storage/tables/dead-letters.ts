import { columnsSql, storageClauses, type TableSchema } from './schema'

/** What could not be read, with its reason and its bytes: one table, every row with its project. */
export const deadLetterColumns = [
  ['Segment', 'UInt64', 'CODEC(Delta, ZSTD(1))'],
  ['Ordinal', 'UInt32', 'CODEC(Delta, ZSTD(1))'],
  ['ReceivedAt', 'DateTime64(3)', 'CODEC(Delta, ZSTD(1))'],
  ['ProjectId', 'LowCardinality(String)', ''],
  ['SourceId', 'LowCardinality(String)', ''],
  ['KeyId', 'LowCardinality(String)', ''],
  ['Protocol', 'LowCardinality(String)', ''],
  ['Reason', 'String', 'CODEC(ZSTD(1))'],
  ['Raw', 'String', 'CODEC(ZSTD(3))'],
] as const

export const DEAD_LETTERS_TABLE = 'dead_letters'
export const DEAD_LETTERS_RETENTION_DAYS = 30

export const deadLetterSchema: TableSchema = {
  name: 'dead_letters',
  version: 1,
  columns: deadLetterColumns,
  layout: 'rows',
  createSql: retentionDays => `CREATE TABLE IF NOT EXISTS {database:Identifier}.{table:Identifier} (
${columnsSql(deadLetterColumns)}
)
${storageClauses('(ProjectId, ReceivedAt)', retentionDays)}`,
}
