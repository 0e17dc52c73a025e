import { ONLY } from '#shared/utils/place'
import { schemaOfSource } from '../../storage'
import { arrivedSql, type Arrived } from '../logql/arrived'
import { quotedText } from '../sql/tokens'
import type { SqlSource } from '../sql/types'
import { SOURCE_COLUMN } from '../tables'
import { Literals } from './literals'
import type { Remarks } from './remarks'
import { indented, nameSql, selectSql } from './select'

/** Where the lines of a statement come from. */
export interface LinesFrom {
  /** As it stands behind FROM. */
  readonly table: string
  /** What columns are called there. */
  readonly columns: readonly string[]
  /** What holds of the lines by when they arrived, where the table does not see to it. */
  readonly conditions: readonly string[]
  /** The column that tells which source a line is of, where there are several. */
  readonly sourceColumn?: string
}

/** What the statements of LogQL ask for; every table of ours has them. */
const READ_COLUMNS = [
  'Timestamp', 'Segment', 'Ordinal', 'ServiceName', 'SeverityText', 'SeverityNumber', 'Body', 'PatternHash', 'TraceId', 'SpanId', 'ResourceAttributes', 'LogAttributes',
]

/**
 * One source by its name; several as a union of just these, with a column for their names
 * (docs/adr/0010-several-sources.md).
 * @throws AppError bad_request for places of other sources
 */
export function linesFrom(sources: readonly SqlSource[], arrived: Arrived, remarks: Remarks): LinesFrom {
  for (const { name, scope } of sources) {
    if (scope.custom !== undefined) remarks.lack(name, 'This source is a table of your own: in SQL it has its own columns, in LogQL those that they are mapped to')
  }
  const [first, ...others] = sources as readonly [SqlSource, ...SqlSource[]]
  if (others.length === 0) {
    return { table: nameSql(first.name), columns: schemaOfSource(first.scope).columns.map(([name]) => name), conditions: arrivedSql(arrived, ONLY, new Literals()) }
  }
  const tables = sources.map(({ name }) => selectSql({
    columns: [{ sql: READ_COLUMNS.join(', ') }, { sql: quotedText(name), name: SOURCE_COLUMN }],
    from: nameSql(name),
    where: arrivedSql(arrived, name, new Literals()),
  }))
  return { table: `(\n${indented(tables.join('\nUNION ALL\n'))}\n)`, columns: [...READ_COLUMNS, SOURCE_COLUMN, 'source'], conditions: [], sourceColumn: SOURCE_COLUMN }
}
