import type { Attributes, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { flattenAttributes } from '../../storage'
import type { PatternColumns } from '../pattern/columns'
import type { RowWriter } from './row-writer'

/** Writes a record as a row of the `app` schema: the order is that of `appColumns`. */
export function writeAppRow(writer: RowWriter, record: LogRecord, patterns: PatternColumns): void {
  writer.startRow()
  writer.dateTime64Nanos(record.seconds, record.nanos)
  writer.string(record.traceId)
  writer.string(record.spanId)
  writer.uint8(record.traceFlags)
  writer.string(record.severityText)
  writer.uint8(record.severityNumber)
  writer.string(record.serviceName)
  writeBody(writer, record.body, patterns)
  writer.string('') // ResourceSchemaUrl
  writeAttributes(writer, record.resourceAttributes)
  writer.string('') // ScopeSchemaUrl
  writer.string(record.scopeName)
  writer.string(record.scopeVersion)
  writeAttributes(writer, record.scopeAttributes)
  writeAttributes(writer, record.logAttributes)
  writer.string(record.eventName)
}

/** Body and its pattern. */
function writeBody(writer: RowWriter, body: string, patterns: PatternColumns): void {
  const size = writer.string(body)
  patterns.write(writer, writer.memory, writer.length - size, writer.length)
}

/** A Map and its shape. Attributes that are strings only, the common case, are written as they stand. */
function writeAttributes(writer: RowWriter, attributes: Attributes): void {
  if (attributes === NO_ATTRIBUTES) {
    writer.uint8(0)
    writer.uint8(0)
    return
  }
  const names = Object.keys(attributes)
  for (const name of names) {
    if (typeof attributes[name] !== 'string') {
      writeFlattened(writer, attributes)
      return
    }
  }
  writer.varint(names.length)
  for (const name of names) {
    writer.string(name)
    writer.string(attributes[name] as string)
  }
  writer.uint8(0)
}

function writeFlattened(writer: RowWriter, attributes: Attributes): void {
  const { names, values, shape } = flattenAttributes(attributes)
  writer.varint(names.length)
  names.forEach((name, i) => {
    writer.string(name)
    writer.string(values[i] ?? '')
  })
  writer.string(shape)
}
