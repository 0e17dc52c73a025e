import { open } from 'node:fs/promises'
import type { Frame } from './frame'
import { FrameReader } from './frame-reader'
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
    const reader = new FrameReader(file, size)
    const head = await reader.head()
    if (head.kind !== 'header') return head
    const found = await sumUp(reader)
    const segment = { path, header: head.header, ...found, bytes: reader.position, openedAt: Math.floor(birthtimeMs), outcomeUnknown: true }
    return { kind: 'segment', segment, tornBytes: size - reader.position, damaged: reader.ending === 'damaged' }
  }
  finally {
    await file.close()
  }
}

async function sumUp(reader: FrameReader): Promise<Pick<ClosedSegment, 'rows' | 'payloadBytes' | 'notes'>> {
  let rows = 0
  let payloadBytes = 0
  const notes: RequestNote[] = []
  for (let frames = await reader.next(); frames.length > 0; frames = await reader.next()) {
    for (const frame of frames) {
      payloadBytes += frame.payload.length
      rows += frame.rows
      if (frame.note) notes.push(frame.note)
    }
  }
  return { rows, payloadBytes, notes }
}

/** What is given out at a time of payloads. */
const PIECE_BYTES = 1024 * 1024

/** The payloads of a segment's frames, checked, in order: one RowBinary stream, in pieces as they come. */
export async function* readPayloads(segment: ClosedSegment): AsyncGenerator<Buffer> {
  for await (const frames of readFrames(segment)) {
    if (frames.length > 1) yield Buffer.concat(frames.map(({ payload }) => payload))
    // A large one, maybe: it need not be in memory twice.
    else for (let at = 0; at < frames[0]!.payload.length; at += PIECE_BYTES) yield Buffer.from(frames[0]!.payload.subarray(at, at + PIECE_BYTES))
  }
}

/**
 * A segment's frames, checked, in order, some at a time: at least one, and no more than about 1 MB where they are
 * smaller. Their memory is written over when the next ones are asked for.
 * @throws DamagedSegmentError
 */
export async function* readFrames(segment: ClosedSegment): AsyncGenerator<Frame[]> {
  const file = await open(segment.path, 'r')
  try {
    const reader = new FrameReader(file, segment.bytes)
    const head = await reader.head()
    if (head.kind !== 'header') throw new DamagedSegmentError(`${segment.path}: the header of the segment is damaged`)
    for (let frames = await reader.next(); frames.length > 0; frames = await reader.next()) yield frames
    if (reader.position < segment.bytes) throw new DamagedSegmentError(`${segment.path}: the frame at byte ${reader.position} is ${reader.ending}`)
  }
  finally {
    await file.close()
  }
}
