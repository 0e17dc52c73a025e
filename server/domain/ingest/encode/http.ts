import type { AccessLine } from '../access/line'
import type { ColumnWriter } from './column-writer'

/** Writes what an access log says behind the columns of `app`: the order is that of `accessColumns`. */
export function writeAccessColumns(writer: ColumnWriter, line: AccessLine): void {
  writer.string(line.method)
  writer.string(line.scheme)
  writer.string(line.host)
  writer.string(line.path)
  writer.string(line.query)
  writer.string(line.protocol)
  writer.uint16(line.status)
  writer.nullableUint64(line.requestBodyBytes ?? line.requestBytes)
  writer.nullableUint64(line.responseBodyBytes ?? line.responseBytes)
  writer.nullableUint64(line.duration)
  writer.string(line.client)
  writer.string(line.user)
  writer.string(line.agent)
  writer.string(line.referrer)
}
