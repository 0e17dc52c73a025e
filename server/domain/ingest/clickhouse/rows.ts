import type { AttributeValue, LogRecord, Reject } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import { attributesOf } from '../decode/json-value'
import type { Table } from './table'

/** What a format's reader works with. */
export interface RowsRequest {
  readonly data: Buffer
  /** Of rows that name no columns themselves. */
  readonly columns: readonly string[]
  readonly table: Table
  readonly bounds: Bounds
  /** The setting `format_csv_delimiter`, one byte. */
  readonly delimiter: number
}

/** Where a format's reader leaves what it finds. */
export interface RowsFound { readonly records: LogRecord[], readonly rejects: Reject[] }

/** Reads the rows of one format. Never throws for bad input; the good rows beside a bad one survive. */
export type RowsReader = (request: RowsRequest) => RowsFound

/** Which rows stand before the first one with values. */
export type Header = 'none' | 'names' | 'names and types'

/** Makes rows of values that come one behind the other, by the names of the header or those of the request. */
export class PositionalRows {
  private names: readonly string[]
  private readonly headerRows: number
  private headerLeft: number
  private problem: string | undefined

  /** @param decode what becomes of a value of this column before the table gets it */
  constructor(
    private readonly table: Table, columns: readonly string[], header: Header, private readonly decode?: (value: AttributeValue, column: string) => AttributeValue,
  ) {
    this.names = columns
    this.headerRows = header === 'none' ? 0 : header === 'names' ? 1 : 2
    this.headerLeft = this.headerRows
  }

  /** Takes the next row, or answers why it can't. A header adds no record. */
  add(values: readonly AttributeValue[], records: LogRecord[]): string | undefined {
    if (this.headerLeft > 0) {
      if (this.headerLeft-- === this.headerRows) this.readNames(values)
      return this.problem
    }
    if (this.problem !== undefined) return this.problem
    const { names } = this
    if (values.length !== names.length) return `Expected ${names.length} values (${listOf(names)}), got ${values.length}`
    const { decode } = this
    return this.table.addRow(attributesOf(names.map((name, i) => [name, decode ? decode(values[i], name) : values[i]])), records)
  }

  private readNames(values: readonly AttributeValue[]): void {
    const named = values.filter(value => typeof value === 'string' && value !== '') as string[]
    if (named.length !== values.length || named.length === 0) this.problem = 'The first row must be the names of the columns'
    else if (new Set(named).size !== named.length) this.problem = 'The first row names a column twice'
    else this.names = named
  }
}

const MOST_LISTED = 20
const listOf = (names: readonly string[]) => names.slice(0, MOST_LISTED).join(', ').slice(0, 400) + (names.length > MOST_LISTED ? ', …' : '')
