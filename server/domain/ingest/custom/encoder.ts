import type { CustomTable } from '#shared/types/custom-table'
import type { AttributeValue, LogRecord } from '#shared/types/log-record'
import { isTextMap } from '../../storage'
import { attributesOf, jsonText, textOf } from '../decode/json-value'
import { MARKED_IDENTITY, NO_IDENTITY, type RowWriter } from '../encode/row-writer'
import type { PatternColumns } from '../pattern/columns'
import { filledColumns, momentWriter, type FilledColumn } from './columns'
import { spareFields, type ReadField } from './fields'
import { Matcher } from './matcher'
import type { PutMoment } from './times'

/** RowBinaryWithDefaults: a byte before each column says whether its value follows, or its default is meant. */
const VALUE = 0
const DEFAULT = 1

/**
 * Writes records as rows of a user's table, in RowBinaryWithDefaults
 * (https://clickhouse.com/docs/interfaces/formats/RowBinaryWithDefaults): the columns of `insertColumns` in their order.
 */
export class CustomEncoder {
  private readonly columns: readonly FilledColumn[]
  private readonly matcher: Matcher
  private readonly putTime: PutMoment
  /** What no column takes, kept with the rest. */
  private readonly spare: readonly (readonly [name: string, read: ReadField])[]
  private readonly hasRest: boolean
  private bodyStart = 0
  private bodyEnd = 0

  constructor(private readonly table: CustomTable) {
    this.columns = filledColumns(table)
    this.matcher = new Matcher(this.columns.map(column => column.attribute))
    const taken = new Set(this.columns.flatMap(({ first, last }) => [first, last]))
    this.spare = spareFields.filter(([, read]) => !taken.has(read))
    this.hasRest = this.columns.some(({ role }) => role === 'rest')
    const time = this.columns.find(({ role }) => role === 'time')
    if (time === undefined) throw new Error('a user’s table has a column for the time')
    this.putTime = momentWriter(time.type)
  }

  /** @returns why the record can't be a row: then nothing was written */
  write(writer: RowWriter, record: LogRecord, patterns: PatternColumns): string | undefined {
    writer.startRow(this.table.hasIdentity ? MARKED_IDENTITY : NO_IDENTITY)
    this.matcher.match(record)
    const values = this.valuesOf(record)
    this.bodyStart = this.bodyEnd = 0
    for (const [i, column] of this.columns.entries()) {
      const reason = this.writeColumn(writer, column, record, values[i])
      if (reason === undefined) continue
      writer.dropRow()
      return `${column.label}: ${reason}`
    }
    if (this.table.owned) this.writePattern(writer, patterns)
    return undefined
  }

  private valuesOf(record: LogRecord): AttributeValue[] {
    const { matcher } = this
    const values = this.columns.map(({ first, last, role }, i) => {
      const own = first?.(record)
      const attribute = matcher.values[i]
      if (own === undefined) return attribute === undefined && role === undefined ? last?.(record) : attribute
      if (attribute !== undefined) matcher.keep(matcher.names[i]!, attribute)
      return own
    })
    if (this.hasRest) {
      for (const [name, read] of this.spare) {
        const value = read(record)
        if (value !== undefined) matcher.keep(name, value)
      }
    }
    return values
  }

  private writeColumn(writer: RowWriter, column: FilledColumn, record: LogRecord, value: AttributeValue): string | undefined {
    if (column.role === 'time') return this.writeTime(writer, record)
    const given = column.role === 'rest' ? this.rest(column) : value
    if (column.hasDefault && (given === undefined || (given === null && !column.nullable))) {
      writer.uint8(DEFAULT)
      return undefined
    }
    writer.uint8(VALUE)
    // Never the mark for a column without a DEFAULT: of an Enum the engine would make a 0 that is no member.
    if (given === undefined || given === null) {
      column.writer.zero(writer)
      return undefined
    }
    if (column.role !== 'body') return column.writer.write(writer, given)
    if (column.nullable) writer.uint8(0)
    const size = writer.string(textOf(given))
    this.bodyEnd = writer.length
    this.bodyStart = this.bodyEnd - size
    return undefined
  }

  private writeTime(writer: RowWriter, record: LogRecord): string | undefined {
    writer.uint8(VALUE)
    return this.putTime(writer, record) ? undefined : 'the time of the line is outside 1970 to 2106'
  }

  /** What has no column, as the column's type wants it; of equal names the first. */
  private rest({ type }: FilledColumn): AttributeValue {
    const { restNames, restValues } = this.matcher
    if (restNames.length === 0) return undefined
    const asText = isTextMap(type)
    const entries = new Map<string, AttributeValue>()
    restNames.forEach((name, i) => {
      if (!entries.has(name)) entries.set(name, asText ? textOf(restValues[i]) : restValues[i])
    })
    const object = attributesOf(entries)
    return asText || type.kind === 'JSON' ? object : jsonText(object)
  }

  private writePattern(writer: RowWriter, patterns: PatternColumns): void {
    patterns.write({
      skip: columns => writer.raw(new Uint8Array(columns).fill(DEFAULT)),
      uint64(low, high) {
        writer.uint8(VALUE)
        writer.uint64(low, high)
      },
      string(text) {
        writer.uint8(VALUE)
        return writer.string(text)
      },
    }, writer.memory, this.bodyStart, this.bodyEnd)
  }
}
