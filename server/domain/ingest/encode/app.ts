import type { Attributes, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { flattenAttributes } from '../../storage'
import type { PatternColumns } from '../pattern/columns'
import type { ColumnWriter } from './column-writer'

/** Writes a record as a row of the `app` schema: the order is that of `appColumns`. */
export function writeAppRow(writer: ColumnWriter, record: LogRecord, patterns: PatternColumns): void {
  writer.startRow()
  writer.dateTime64Nanos(record.seconds, record.nanos)
  writer.string(record.traceId)
  writer.string(record.spanId)
  writer.uint8(record.traceFlags)
  writer.string(record.severityText)
  writer.uint8(record.severityNumber)
  writer.string(record.serviceName)
  writeBody(writer, record.body, patterns)
  writer.skip(1) // ResourceSchemaUrl
  writeAttributes(writer, record.resourceAttributes)
  writer.skip(1) // ScopeSchemaUrl
  writer.string(record.scopeName)
  writer.string(record.scopeVersion)
  writeAttributes(writer, record.scopeAttributes)
  writeAttributes(writer, record.logAttributes)
  writer.string(record.eventName)
}

/** Body and its pattern. */
function writeBody(writer: ColumnWriter, body: string, patterns: PatternColumns): void {
  const size = writer.string(body)
  patterns.write(writer, writer.memory, writer.length - size, writer.length)
}

/** A Map and its shape. Attributes that are strings only, the common case, are written as they stand. */
function writeAttributes(writer: ColumnWriter, attributes: Attributes): void {
  if (attributes === NO_ATTRIBUTES) {
    writer.skip(2)
    return
  }
  const names = Object.keys(attributes)
  for (const name of names) {
    if (typeof attributes[name] !== 'string') {
      writeFlattened(writer, attributes)
      return
    }
  }
  writer.mapOf(names.length)
  for (const name of names) writer.entry(name, attributes[name] as string)
  writer.skip(1)
}

function writeFlattened(writer: ColumnWriter, attributes: Attributes): void {
  const { names, values, shape } = flattenAttributes(attributes)
  writer.mapOf(names.length)
  names.forEach((name, i) => writer.entry(name, values[i] ?? ''))
  writer.string(shape)
}
