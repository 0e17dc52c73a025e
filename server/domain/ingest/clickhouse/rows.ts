import type { AttributeValue, Decoded, LogRecord } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import { attributesOf } from '../decode/json-value'
import { ClickHouseException } from './exceptions'
import type { Row, Table } from './table'

/** What a format's reader works with. */
export interface RowsRequest {
  readonly data: Buffer
  /** Of rows that name no columns themselves. */
  readonly columns: readonly string[]
  readonly table: Table
  readonly bounds: Bounds
  /** The setting `format_csv_delimiter`, one byte. */
  readonly delimiter: number
  /** As for all decoders, see protocol.ts. */
  readonly withOrigins?: boolean | undefined
}

/** Reads the rows of one format. Never throws for bad input; the good rows beside a bad one survive. */
export type RowsReader = (request: RowsRequest) => Decoded

/** Which rows stand before the first one with values. */
export type Header = 'none' | 'names' | 'names and types'

/** Columns that a header or a statement may name. */
export const MAX_COLUMNS = 1024
/** A value takes two bytes of a request and some thirty of the memory. */
const MAX_VALUES = 16_000_000

/** Makes rows of values that come one behind the other, by the names of the header or those of the request. */
export class PositionalRows {
  private readonly table: Table
  private readonly bounds: Bounds
  private names: readonly string[] = []
  /** Bytes of the names that stand in every row, as those of attributes do. */
  private weight = 0
  private readonly headerRows: number
  private headerLeft: number
  private problem: string | undefined
  private values = 0

  /** @param decode what becomes of a value of this column before the table gets it */
  constructor(
    { table, bounds, columns }: Pick<RowsRequest, 'table' | 'bounds' | 'columns'>, header: Header, private readonly decode?: (value: AttributeValue, column: string) => AttributeValue,
  ) {
    this.table = table
    this.bounds = bounds
    this.name(columns)
    this.headerRows = header === 'none' ? 0 : header === 'names' ? 1 : 2
    this.headerLeft = this.headerRows
  }

  /**
   * Takes the next row, or answers why it can't. A header adds no record.
   * @throws AppError too_large when the request has too many values, or its names make too much of them
   */
  add(values: readonly AttributeValue[], records: LogRecord[]): string | undefined {
    if (this.headerLeft > 0) {
      if (this.headerLeft-- === this.headerRows) this.readNames(values)
      return this.problem
    }
    if (this.problem !== undefined) return this.problem
    const { names } = this
    if (values.length !== names.length) return `Expected ${names.length} values (${listOf(names)}), got ${values.length}`
    this.bounds.weigh(this.weight)
    this.values += names.length
    if (this.values > MAX_VALUES) throw new ClickHouseException('QUERY_IS_TOO_LARGE', `The request has more than ${MAX_VALUES.toLocaleString('en')} values. Send fewer rows at a time`)
    return this.table.addRow(this.rowOf(names, values), records)
  }

  private rowOf(names: readonly string[], values: readonly AttributeValue[]): Row {
    const { decode } = this
    const row: [string, AttributeValue][] = []
    for (let i = 0; i < names.length; i++) {
      const value = decode ? decode(values[i], names[i]!) : values[i]
      if (value !== undefined) row.push([names[i]!, value])
    }
    return attributesOf(row)
  }

  private readNames(values: readonly AttributeValue[]): void {
    const named = values.filter(value => typeof value === 'string' && value !== '') as string[]
    if (named.length !== values.length || named.length === 0) this.problem = 'The first row must be the names of the columns'
    else if (named.length > MAX_COLUMNS) this.problem = `The first row names more than ${MAX_COLUMNS} columns`
    else if (new Set(named).size !== named.length) this.problem = 'The first row names a column twice'
    else this.name(named)
  }

  private name(names: readonly string[]): void {
    this.names = names
    const known = new Set(this.table.columns)
    this.weight = names.reduce((sum, name) => known.has(name) ? sum : sum + Buffer.byteLength(name), 0)
  }
}

const MOST_LISTED = 20
const listOf = (names: readonly string[]) => names.slice(0, MOST_LISTED).join(', ').slice(0, 400) + (names.length > MOST_LISTED ? ', …' : '')
