import type { Decoded } from '#shared/types/log-record'
import { Bounds, type DecodeLimits } from '../decode/bounds'
import { formatReader } from './formats'
import { readSettings } from './settings'
import type { ColumnList, InsertStatement } from './statement'
import type { Table } from './table'

/** What an INSERT’s rows are read with, all of it checked. */
export interface InsertOptions {
  readonly statement: Pick<InsertStatement, 'format' | 'columns' | 'settings'>
  /** Settings of the request's parameters; those of the statement stand before them. */
  readonly setting: (name: string) => string | undefined
  readonly limits?: DecodeLimits
}

/** The rows of an INSERT, ready to be read: everything that can be wrong with the statement has been looked at. */
export type RowsDecoder = (data: Buffer, table: (bounds: Bounds) => Table, withOrigins?: boolean) => Decoded

/**
 * Checks format and settings of an INSERT, and answers with what reads its rows. The decoder never throws for bad rows:
 * they become rejects, and the good ones beside them survive.
 * @throws ClickHouseException UNKNOWN_FORMAT, UNKNOWN_SETTING, BAD_ARGUMENTS
 */
export function insertDecoder({ statement, setting, limits }: InsertOptions): RowsDecoder {
  const read = formatReader(statement.format)
  const { delimiter } = readSettings(name => statement.settings.get(name) ?? setting(name))
  return (data, tableWithin, withOrigins) => {
    const bounds = new Bounds(limits)
    const table = tableWithin(bounds)
    return read({ data, columns: columnsOf(statement.columns, table), table, bounds, delimiter, withOrigins })
  }
}

function columnsOf(list: ColumnList | undefined, { columns }: Table): readonly string[] {
  if (list === undefined) return columns
  return list.except ? columns.filter(name => !list.names.includes(name)) : list.names
}
