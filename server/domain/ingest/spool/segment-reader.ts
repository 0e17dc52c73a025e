import { open, type FileHandle } from 'node:fs/promises'
import { decodeHeader, FRAME_HEADER_BYTES, frameChecksum, MAX_FRAME_BYTES, type SegmentHeader } from './frame'
import type { ClosedSegment } from './segment-file'

/** What a look at a segment file found. */
export type ScanResult
  = | { kind: 'segment', segment: ClosedSegment, tornBytes: number }
    /** Not even the header is whole: the file was just being made and holds no acknowledged line. */
    | { kind: 'unfinished' }

/** Reads a left-over file up to its last whole frame. */
export async function scanSegment(path: string): Promise<ScanResult> {
  const file = await open(path, 'r')
  try {
    const { size, birthtimeMs } = await file.stat()
    const head = await readHead(file, size)
    if (!head) return { kind: 'unfinished' }
    let bytes = head.bytes
    let rows = 0
    let payloadBytes = 0
    for (;;) {
      const frame = await readFrame(file, bytes, size)
      if (!frame) break
      bytes += FRAME_HEADER_BYTES + frame.payload.length
      payloadBytes += frame.payload.length
      rows += frame.rows
    }
    const openedAt = Math.floor(birthtimeMs)
    const segment = { path, header: head.header, rows, bytes, payloadBytes, openedAt, outcomeUnknown: true }
    return { kind: 'segment', segment, tornBytes: size - bytes }
  }
  finally {
    await file.close()
  }
}

/** The payloads of a segment's frames, checked, in order: one RowBinary stream. */
export async function* readPayloads(segment: ClosedSegment): AsyncGenerator<Buffer> {
  const file = await open(segment.path, 'r')
  try {
    const head = await readHead(file, segment.bytes)
    if (!head) throw new Error(`${segment.path}: the header of the segment is damaged`)
    let position = head.bytes
    while (position < segment.bytes) {
      const frame = await readFrame(file, position, segment.bytes)
      if (!frame) throw new Error(`${segment.path}: the frame at byte ${position} is damaged`)
      position += FRAME_HEADER_BYTES + frame.payload.length
      yield frame.payload
    }
  }
  finally {
    await file.close()
  }
}

async function readHead(file: FileHandle, size: number): Promise<{ header: SegmentHeader, bytes: number } | undefined> {
  const start = await readAt(file, 0, Math.min(size, 128 * 1024))
  return decodeHeader(start)
}

async function readFrame(file: FileHandle, position: number, end: number): Promise<{ payload: Buffer, rows: number } | undefined> {
  if (position + FRAME_HEADER_BYTES > end) return undefined
  const header = await readAt(file, position, FRAME_HEADER_BYTES)
  if (header.length < FRAME_HEADER_BYTES) return undefined
  const length = header.readUInt32LE(0)
  if (length > MAX_FRAME_BYTES || position + FRAME_HEADER_BYTES + length > end) return undefined
  const payload = await readAt(file, position + FRAME_HEADER_BYTES, length)
  if (payload.length < length || frameChecksum(header, payload) !== header.readUInt32LE(8)) return undefined
  return { payload, rows: header.readUInt32LE(4) }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}
