import { appColumns, createRecordsSql } from './app'
import { derivedColumns } from './derived'
import { patternStatements } from './patterns'
import { addColumnsSql, type Column, type TableSchema } from './schema'

/**
 * What an access log says of a request, behind the columns of `app`. A text is empty and a status 0 where the line
 * says nothing; sizes and the duration are NULL then, so that an average leaves such lines out.
 */
const accessColumns: readonly Column[] = [
  ['Method', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['Scheme', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['Host', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  // Without the query, which stands without its question mark
  ['Path', 'String', 'CODEC(ZSTD(1))'],
  ['Query', 'String', 'CODEC(ZSTD(1))'],
  // HTTP/1.1
  ['Protocol', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['Status', 'UInt16', 'CODEC(ZSTD(1))'],
  // Of the body where the line says so, else with the head
  ['RequestBytes', 'Nullable(UInt64)', 'CODEC(ZSTD(1))'],
  ['ResponseBytes', 'Nullable(UInt64)', 'CODEC(ZSTD(1))'],
  // Nanoseconds, as the Duration of OpenTelemetry's spans is in ClickHouse
  ['Duration', 'Nullable(UInt64)', 'CODEC(ZSTD(1))'],
  // A host's name where the server looks names up
  ['ClientAddress', 'String', 'CODEC(ZSTD(1))'],
  ['UserName', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['UserAgent', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['Referrer', 'String', 'CODEC(ZSTD(1))'],
]

const httpColumns: readonly Column[] = [...appColumns, ...accessColumns]

/** The `http` schema: access logs. All that reads `app` tables reads these. */
export const httpSchema: TableSchema = {
  name: 'http',
  version: 1,
  columns: httpColumns,
  layout: 'columns',
  createSql: retentionDays => createRecordsSql(httpColumns, retentionDays),
  furtherSql: spec => [addColumnsSql(derivedColumns), ...patternStatements(spec)],
}
