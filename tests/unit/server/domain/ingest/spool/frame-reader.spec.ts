import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeHeader, frameOf, type Frame, type SegmentHeader } from '~~/server/domain/ingest/spool/frame'
import { FrameReader } from '~~/server/domain/ingest/spool/frame-reader'
import { DamagedSegmentError, readFrames, readPayloads, scanSegment } from '~~/server/domain/ingest/spool/segment-reader'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { tempDir } from '~~/tests/fixtures/temp-dir'

const header: SegmentHeader = { segment: '7', table: 'source_a', schema: 'app', schemaVersion: 1, retentionDays: 30 }
const BLOCK = 1024 * 1024

/** So many bytes, other ones for each frame. */
const payloadOf = (bytes: number, seed: number) => Buffer.alloc(bytes, `the payload of frame ${seed};`)
const noteOf = (part: number) => ({ id: 'a'.repeat(32), fingerprint: 'b'.repeat(32), part, at: 1_790_000_000_123 })

/** A segment with frames of these sizes, every third with a note, and where each frame begins. */
function segmentOf(sizes: readonly number[]) {
  const pieces = [encodeHeader(header)]
  const starts: number[] = []
  let bytes = pieces[0]!.length
  sizes.forEach((size, i) => {
    const frame = Buffer.concat(frameOf(payloadOf(size, i), i + 1, i % 3 === 0 ? noteOf(i % 32) : undefined))
    starts.push(bytes)
    pieces.push(frame)
    bytes += frame.length
  })
  return { file: Buffer.concat(pieces), starts, payloads: sizes.map(payloadOf) }
}

const newPath = async () => join(await tempDir(), 'a.segment')

async function write(bytes: Buffer): Promise<string> {
  const path = await newPath()
  await writeFile(path, bytes)
  return path
}

const closed = (path: string, bytes: number): ClosedSegment =>
  ({ path, header, rows: 0, bytes, payloadBytes: 0, openedAt: 0, outcomeUnknown: true, notes: [] })

/** Copies of what is read, with the most bytes that several frames had together. */
async function readAll(segment: ClosedSegment) {
  const frames: Frame[] = []
  let most = 0
  for await (const some of readFrames(segment)) {
    if (some.length > 1) most = Math.max(most, some.reduce((sum, frame) => sum + frame.bytes, 0))
    for (const frame of some) frames.push({ ...frame, payload: Buffer.from(frame.payload) })
  }
  return { frames, most }
}

/** So many frames that all kinds of borders of blocks cut all parts of a frame. */
const manyFrames = () => Array.from({ length: 9000 }, (_, i) => (i * 7919) % 700)

describe('frames read in blocks', () => {
  it.each<[string, number[]]>([
    ['many small frames over several blocks', manyFrames()],
    ['one frame', [10]],
    ['a frame without rows between others', [3, 0, 5]],
    ['frames that are larger than a block, between small ones', [1, 2 * BLOCK + 3, 5, 3 * BLOCK, BLOCK, 7, 2 * BLOCK, ...manyFrames()]],
    ...[-2, -1, 0, 1, 2].map((more): [string, number[]] => {
      // The first block ends so many bytes after the first frame, or within its end.
      const first = BLOCK - encodeHeader(header).length - 12 - 41 + more
      return [`a frame that ends ${more} bytes past a block`, [first, 20, 30]]
    }),
    ...Array.from({ length: 14 }, (_, i): [string, number[]] => [`a block that ends within a frame’s header, after ${i} bytes`, [BLOCK - encodeHeader(header).length - 12 - 41 - i, 50, 60]]),
  ])('gives all of them: %s', async (_name, sizes) => {
    const { file, payloads } = segmentOf(sizes)
    const path = await write(file)
    const { frames, most } = await readAll(closed(path, file.length))
    expect(frames).toHaveLength(sizes.length)
    expect(frames.every((frame, i) => frame.payload.equals(payloads[i]!) && frame.rows === i + 1 && frame.note?.part === (i % 3 === 0 ? i % 32 : undefined))).toBe(true)
    expect(most).toBeLessThanOrEqual(BLOCK)

    const stream: Buffer[] = []
    for await (const piece of readPayloads(closed(path, file.length))) stream.push(piece)
    expect(Buffer.concat(stream).equals(Buffer.concat(payloads))).toBe(true)

    const scan = await scanSegment(path)
    expect(scan).toMatchObject({
      kind: 'segment', tornBytes: 0, damaged: false,
      segment: { header, bytes: file.length, rows: sizes.length * (sizes.length + 1) / 2, payloadBytes: sizes.reduce((sum, size) => sum + size, 0), outcomeUnknown: true },
    })
    expect(scan.kind === 'segment' && scan.segment.notes).toEqual(sizes.flatMap((_, i) => i % 3 === 0 ? [noteOf(i % 32)] : []))
  })

  it('keeps what is whole of a file that is torn, at each of its bytes', async () => {
    const { file, starts } = segmentOf([30, 0, 17, 44])
    const path = await newPath()
    for (let cut = 0; cut < file.length; cut++) {
      await writeFile(path, file.subarray(0, cut))
      if (cut < starts[0]!) {
        expect(await scanSegment(path)).toEqual({ kind: 'unfinished' })
        continue
      }
      const whole = [...starts.slice(1), file.length].filter(end => end <= cut).length
      const end = [...starts, file.length][whole]!
      expect(await scanSegment(path)).toMatchObject({
        kind: 'segment', tornBytes: cut - end, damaged: false, segment: { bytes: end, rows: whole * (whole + 1) / 2 },
      })
      expect((await readAll(closed(path, end))).frames).toHaveLength(whole)
      // One that was whole once, and has lost its end since.
      await expect(readAll(closed(path, file.length))).rejects.toThrow(`the frame at byte ${end} is short`)
    }
  })

  it('tells a byte that is not what was written, wherever it is, and takes no frame from there on', async () => {
    const { file, starts } = segmentOf([30, 0, 17, 44])
    const path = await newPath()
    for (let at = 0; at < file.length; at++) {
      const bytes = Buffer.from(file)
      bytes[at]! ^= 0x10
      await writeFile(path, bytes)
      if (at < starts[0]!) {
        expect((await scanSegment(path)).kind).toMatch(/^(damaged|unfinished)$/)
        await expect(readAll(closed(path, file.length))).rejects.toThrow(DamagedSegmentError)
        continue
      }
      const index = starts.findLastIndex(start => start <= at)
      const start = starts[index]!
      const length = bytes.readUInt32LE(start)
      // A length that points past the end may be a frame that a kill cut short, unless no append is as long.
      const damaged = length > 1024 ** 3 || start + 12 + length <= bytes.length
      expect(await scanSegment(path)).toMatchObject({
        kind: 'segment', tornBytes: bytes.length - start, damaged, segment: { bytes: start, rows: index * (index + 1) / 2 },
      })
      await expect(readAll(closed(path, file.length))).rejects.toThrow(`the frame at byte ${start} is ${damaged ? 'damaged' : 'short'}`)
    }
  })

  it('says where and why it ended, behind several blocks too', async () => {
    const { file, starts } = segmentOf(manyFrames())
    const bytes = Buffer.from(file)
    bytes[starts[8000]! + 20]! ^= 1
    const path = await write(bytes)
    const handle = await open(path)
    try {
      const reader = new FrameReader(handle, bytes.length)
      await reader.head()
      let frames = 0
      for (let some = await reader.next(); some.length > 0; some = await reader.next()) frames += some.length
      expect([frames, reader.position, reader.ending]).toEqual([8000, starts[8000], 'damaged'])
      expect(await reader.next()).toEqual([])
    }
    finally {
      await handle.close()
    }
  })
})
