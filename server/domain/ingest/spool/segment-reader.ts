import { open, type FileHandle } from 'node:fs/promises'
import type { Lend } from '../encode/column-writer'
import { decodeFrame, decodeHeader, FRAME_HEADER_BYTES, MAX_FRAME_BYTES, MAX_HEADER_BYTES, type Frame, type HeaderScan } from './frame'
import type { RequestNote } from './note'
import type { ClosedSegment } from './segment-file'

/** What a look at a segment file found. */
export type ScanResult
  /**
   * `tornBytes` stand behind the last whole append. Where `damaged`, they are not simply the beginning of an append
   * that a kill cut short: a frame is all there and its checksum is wrong.
   */
  = | { kind: 'segment', segment: ClosedSegment, tornBytes: number, damaged: boolean }
    | { kind: 'unfinished' }
    | { kind: 'damaged' }

/** A segment's file is not what was written. Trying again gives the same. */
export class DamagedSegmentError extends Error {}

/** Reads a left-over file up to its last whole frame. */
export async function scanSegment(path: string): Promise<ScanResult> {
  const file = await open(path, 'r')
  try {
    const { size, birthtimeMs } = await file.stat()
    const head = await readHead(file, size)
    if (head.kind !== 'header') return head
    let bytes = head.bytes
    let rows = 0
    let payloadBytes = 0
    let damaged = false
    const notes: RequestNote[] = []
    for (;;) {
      const frame = await readFrame(file, bytes, size)
      if (typeof frame === 'string') {
        damaged = frame === 'damaged'
        break
      }
      bytes += frame.bytes
      payloadBytes += frame.payload.length
      rows += frame.rows
      if (frame.note) notes.push(frame.note)
    }
    const openedAt = Math.floor(birthtimeMs)
    const segment = { path, header: head.header, rows, bytes, payloadBytes, openedAt, outcomeUnknown: true, notes }
    return { kind: 'segment', segment, tornBytes: size - bytes, damaged }
  }
  finally {
    await file.close()
  }
}

/** The payloads of a segment's frames, checked, in order: one RowBinary stream. */
export async function* readPayloads(segment: ClosedSegment): AsyncGenerator<Buffer> {
  for await (const { payload } of readFrames(segment)) yield payload
}

/**
 * A segment's frames, checked, in order.
 * @param lend gives the memory that payloads are read into
 * @throws DamagedSegmentError
 */
export async function* readFrames(segment: ClosedSegment, lend: Lend = Buffer.allocUnsafe): AsyncGenerator<{ payload: Buffer, rows: number }> {
  const file = await open(segment.path, 'r')
  try {
    const head = await readHead(file, segment.bytes)
    if (head.kind !== 'header') throw new DamagedSegmentError(`${segment.path}: the header of the segment is damaged`)
    let position = head.bytes
    while (position < segment.bytes) {
      const frame = await readFrame(file, position, segment.bytes, lend)
      if (typeof frame === 'string') throw new DamagedSegmentError(`${segment.path}: the frame at byte ${position} is ${frame}`)
      position += frame.bytes
      yield frame
    }
  }
  finally {
    await file.close()
  }
}

async function readHead(file: FileHandle, size: number): Promise<HeaderScan> {
  return decodeHeader(await readAt(file, 0, Math.min(size, MAX_HEADER_BYTES + 1024)))
}

/** `short` where the file ends before the frame does, `damaged` where it is all there and not what was written. */
async function readFrame(file: FileHandle, position: number, end: number, lend: Lend = Buffer.allocUnsafe): Promise<Frame | 'short' | 'damaged'> {
  if (position + FRAME_HEADER_BYTES > end) return 'short'
  const header = await readAt(file, position, FRAME_HEADER_BYTES)
  if (header.length < FRAME_HEADER_BYTES) return 'short'
  const length = header.readUInt32LE(0)
  if (length > MAX_FRAME_BYTES) return 'damaged'
  if (position + FRAME_HEADER_BYTES + length > end) return 'short'
  const content = await readAt(file, position + FRAME_HEADER_BYTES, length, lend)
  if (content.length < length) return 'short'
  return decodeFrame(header, content) ?? 'damaged'
}

async function readAt(file: FileHandle, position: number, length: number, lend: Lend = Buffer.allocUnsafe): Promise<Buffer> {
  const buffer = lend(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}
