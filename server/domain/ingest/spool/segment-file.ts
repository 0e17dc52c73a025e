import { open, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { numberRows, type EncodedRows } from '../encode/row-writer'
import { encodeHeader, frameOf, type SegmentHeader } from './frame'
import type { RequestNote } from './note'

export const SEGMENT_SUFFIX = '.segment'

/** A segment on disk as the flusher gets it: nothing is appended any more. */
export interface ClosedSegment {
  readonly path: string
  readonly header: SegmentHeader
  readonly rows: number
  /** Bytes of the file that count; whatever stands behind them was never acknowledged. */
  readonly bytes: number
  /** Bytes of the rows alone: what the spool's budget counts. */
  readonly payloadBytes: number
  /** The time the segment was opened, milliseconds since 1970. */
  readonly openedAt: number
  /** True when an insert of it may have happened: it was left over, or an attempt broke off. */
  readonly outcomeUnknown: boolean
  /** Of requests that carry an Idempotency-Key: to be kept when the file goes. */
  readonly notes: readonly RequestNote[]
}

/** What one append puts into a segment, as one frame. */
export interface Append { readonly rows: EncodedRows, readonly note: RequestNote | undefined }

/** A segment that is being written. One writer at a time. */
export class SegmentFile {
  private constructor(
    private readonly file: FileHandle,
    readonly path: string,
    readonly header: SegmentHeader,
    private committed: number,
    readonly openedAt: number,
  ) {}

  private rowCount = 0
  private rowBytes = 0
  private readonly notes: RequestNote[] = []

  get bytes(): number { return this.committed }
  get rows(): number { return this.rowCount }
  /** As ClosedSegment.payloadBytes. */
  get payloadBytes(): number { return this.rowBytes }

  /** Makes the file and its name durable. @throws ENOSPC and other errors of the file system */
  static async create(directory: string, header: SegmentHeader, now: number): Promise<SegmentFile> {
    const path = join(directory, `${header.segment.padStart(20, '0')}${SEGMENT_SUFFIX}`)
    const file = await open(path, 'wx', 0o600)
    try {
      const start = encodeHeader(header)
      await writeFully(file, [start], 0)
      await file.datasync()
      await syncDirectory(directory)
      return new SegmentFile(file, path, header, start.length, now)
    }
    catch (error) {
      await file.close()
      await unlink(path).catch(() => {})
      throw error
    }
  }

  /**
   * Appends the groups and makes them durable together: when this returns, each survives a power cut; when it throws,
   * none of them counts.
   */
  async append(groups: readonly Append[]): Promise<void> {
    const segment = BigInt(this.header.segment)
    const pieces: Buffer[] = []
    let ordinal = this.rowCount
    for (const { rows, note } of groups) {
      numberRows(rows, segment, ordinal)
      pieces.push(...frameOf(rows.bytes, rows.rows, note))
      ordinal += rows.rows
    }
    try {
      const written = await writeFully(this.file, pieces, this.committed)
      await this.file.datasync()
      this.committed += written
      this.rowCount = ordinal
      this.rowBytes += groups.reduce((sum, { rows }) => sum + rows.bytes.length, 0)
      for (const { note } of groups) if (note) this.notes.push(note)
    }
    catch (error) {
      // Best effort: should it fail too, `committed` still says where the segment ends.
      await this.file.truncate(this.committed).catch(() => {})
      throw error
    }
  }

  async close(): Promise<ClosedSegment> {
    // Everything that counts is fsynced already.
    await this.file.close().catch(() => {})
    return {
      path: this.path,
      header: this.header,
      rows: this.rowCount,
      bytes: this.committed,
      payloadBytes: this.payloadBytes,
      openedAt: this.openedAt,
      outcomeUnknown: false,
      notes: this.notes,
    }
  }
}

/** `writev` may write less than asked. */
async function writeFully(file: FileHandle, pieces: Buffer[], position: number): Promise<number> {
  let at = position
  let rest = pieces
  while (rest.length > 0) {
    const batch = rest.slice(0, 1000)
    const wanted = batch.reduce((sum, piece) => sum + piece.length, 0)
    const { bytesWritten } = await file.writev(batch, at)
    at += bytesWritten
    rest = bytesWritten === wanted ? rest.slice(batch.length) : skip(rest, bytesWritten)
  }
  return at - position
}

function skip(pieces: Buffer[], bytes: number): Buffer[] {
  let left = bytes
  let i = 0
  while (i < pieces.length && left >= pieces[i]!.length) left -= pieces[i++]!.length
  const rest = pieces.slice(i)
  if (left > 0 && rest[0]) rest[0] = rest[0].subarray(left)
  return rest
}

/** A new or removed name is durable only after its directory is. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  }
  finally {
    await handle.close()
  }
}
