import { derivedColumns } from './derived'
import { patternStatements } from './patterns'
import { addColumnsSql, columnsSql, IDENTITY_DEFAULTS, storageClauses, type Column, type TableSchema } from './schema'

/**
 * The `app` schema: the columns of the OpenTelemetry Collector's ClickHouse exporter
 * (https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/clickhouseexporter),
 * so that other tools read it as it is, and ours behind them.
 *
 * Attributes are flattened to dotted names with text values. `…Shape` says, for each entry of the map in order, its
 * type and which dots are nesting (see shape.ts), so that a record comes back exactly as it was sent.
 * `Segment` and `Ordinal` are the row's identity: exactly-once inserts, permalinks and cursors rest on them.
 */
const columnsOfVersion1: readonly Column[] = [
  ['Segment', 'UInt64', `DEFAULT ${IDENTITY_DEFAULTS.Segment} CODEC(Delta, ZSTD(1))`],
  ['Ordinal', 'UInt32', `DEFAULT ${IDENTITY_DEFAULTS.Ordinal} CODEC(Delta, ZSTD(1))`],
  ['Timestamp', 'DateTime64(9)', 'CODEC(Delta, ZSTD(1))'],
  ['TraceId', 'String', 'CODEC(ZSTD(1))'],
  ['SpanId', 'String', 'CODEC(ZSTD(1))'],
  ['TraceFlags', 'UInt8', ''],
  ['SeverityText', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['SeverityNumber', 'UInt8', ''],
  ['ServiceName', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['Body', 'String', 'CODEC(ZSTD(1))'],
  ['ResourceSchemaUrl', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['ResourceAttributes', 'Map(LowCardinality(String), String)', 'CODEC(ZSTD(1))'],
  ['ResourceAttributesShape', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['ScopeSchemaUrl', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['ScopeName', 'String', 'CODEC(ZSTD(1))'],
  ['ScopeVersion', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['ScopeAttributes', 'Map(LowCardinality(String), String)', 'CODEC(ZSTD(1))'],
  ['ScopeAttributesShape', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['LogAttributes', 'Map(LowCardinality(String), String)', 'CODEC(ZSTD(1))'],
  ['LogAttributesShape', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
  ['EventName', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
]

/**
 * The pattern of the body, values masked (ingest/pattern): the hash with every line, so that exact counts are a GROUP
 * BY; the text with the first line of a pattern only, from where the table of patterns has it.
 */
const patternColumns: readonly Column[] = [
  ['PatternHash', 'UInt64', 'CODEC(ZSTD(1))'],
  ['PatternText', 'LowCardinality(String)', 'CODEC(ZSTD(1))'],
]

const afterBody = columnsOfVersion1.findIndex(([name]) => name === 'Body') + 1

export const appColumns: readonly Column[] = columnsOfVersion1.toSpliced(afterBody, 0, ...patternColumns)

/** Milliseconds a query saves by these: docs/adr/0003-tables.md. */
const indexes = [
  // LIKE on lower(Body) is answered from the index's dictionary, whole words from its posting lists.
  "  INDEX body_words lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')",
  '  INDEX trace TraceId TYPE bloom_filter(0.001) GRANULARITY 1',
  // Reconciliation and permalinks look rows up by segment; segments follow each other in time, as parts do.
  '  INDEX segment Segment TYPE minmax GRANULARITY 1',
].join(',\n')

/** The CREATE TABLE statement of records: the columns of `app`, and what a schema has behind them. */
export const createRecordsSql = (columns: readonly Column[], retentionDays: number) => `CREATE TABLE IF NOT EXISTS {database:Identifier}.{table:Identifier} (
${columnsSql([...columns, ...derivedColumns])},
${indexes}
)
${storageClauses('(toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)', retentionDays)}`

export const appSchema: TableSchema = {
  name: 'app',
  version: 2,
  columns: appColumns,
  layout: 'columns',
  createSql: retentionDays => createRecordsSql(appColumns, retentionDays),
  furtherSql: spec => [addColumnsSql([...patternColumns, ...derivedColumns]), ...patternStatements(spec)],
}

/** Before lines had a pattern, and lay in columns: for segments that such a version left in the spool. */
export const appSchemaVersion1: TableSchema = { ...appSchema, version: 1, columns: columnsOfVersion1, layout: 'rows' }
