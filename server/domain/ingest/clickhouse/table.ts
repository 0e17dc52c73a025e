import type { Attributes, LogRecord } from '#shared/types/log-record'

/** A row as it was sent: values by the names of their columns. Those that the row leaves out are not there. */
export type Row = Attributes

/** What an insert has to know of the table that it goes to. Each kind of source has its own. */
export interface Table {
  /** The columns of rows that come without names, in order. */
  readonly columns: readonly string[]
  /** Those of maps, whose text has escapes of its own. */
  readonly maps: ReadonlySet<string>
  /** Adds the record of a row to `records`, or answers why the row can't be one. */
  addRow(row: Row, records: LogRecord[]): string | undefined
}
