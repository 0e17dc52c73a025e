import type { Reject } from '#shared/types/log-record'
import type { RowWriter } from './row-writer'

/** Who sent what could not be read, and when. */
export interface DeadLetterOrigin {
  /** Milliseconds since 1970. */
  receivedAt: number
  projectId: string
  sourceId: string
  keyId: string
  protocol: string
}

const NOTHING = new Uint8Array(0)

/** Writes a reject as a row of the dead-letter table: the order is that of `deadLetterColumns`. */
export function writeDeadLetterRow(writer: RowWriter, origin: DeadLetterOrigin, reject: Reject): void {
  writer.startRow()
  writer.dateTime64Millis(origin.receivedAt)
  writer.string(origin.projectId)
  writer.string(origin.sourceId)
  writer.string(origin.keyId)
  writer.string(origin.protocol)
  writer.string(reject.reason)
  writer.bytes(reject.raw)
  writer.bytes(reject.record ?? NOTHING)
}
