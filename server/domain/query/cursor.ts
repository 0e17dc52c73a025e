import { createHash } from 'node:crypto'
import { AppError } from '../kernel'

/** A row's place in the total order of a table, or of several: time, then identity. */
export interface Position {
  readonly time: bigint
  readonly segment: bigint
  readonly ordinal: number
  /** The name of its source, where there are several. */
  readonly source?: string | undefined
}

const POSITION_BYTES = 20
const CHECK_BYTES = 12

/**
 * A cursor is the position of the last row given out, with a check of it and of the question: a cursor of another
 * question, or one that was changed, is refused. It opens nothing by itself, since scope and question come with
 * each request.
 * @param asked plain data that says all of the question
 */
export function sealPosition(asked: unknown, position: Position): string {
  const source = Buffer.from(position.source ?? '')
  const bytes = Buffer.alloc(POSITION_BYTES)
  bytes.writeBigInt64BE(position.time, 0)
  bytes.writeBigUInt64BE(position.segment, 8)
  bytes.writeUInt32BE(position.ordinal, 16)
  const whole = Buffer.concat([bytes, source])
  return Buffer.concat([whole, checkOf(asked, whole)]).toString('base64url')
}

/** @throws AppError bad_request when it is not a cursor of what is asked */
export function openPosition(asked: unknown, cursor: string): Position {
  const bytes = Buffer.from(cursor, 'base64url')
  const position = bytes.subarray(0, -CHECK_BYTES)
  const isWhole = position.length >= POSITION_BYTES && bytes.toString('base64url') === cursor
  if (!isWhole || !checkOf(asked, position).equals(bytes.subarray(-CHECK_BYTES))) {
    const message = 'The cursor does not belong to this query: send it with the same filter, range and order, or start without one'
    throw new AppError('bad_request', message, { issues: [{ path: 'cursor', message }] })
  }
  return {
    time: position.readBigInt64BE(0),
    segment: position.readBigUInt64BE(8),
    ordinal: position.readUInt32BE(16),
    source: position.subarray(POSITION_BYTES).toString() || undefined,
  }
}

const checkOf = (asked: unknown, position: Buffer) =>
  createHash('sha256').update(position).update(JSON.stringify(asked)).digest().subarray(0, CHECK_BYTES)
