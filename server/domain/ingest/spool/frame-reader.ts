import type { FileHandle } from 'node:fs/promises'
import { decodeFrame, decodeHeader, FRAME_HEADER_BYTES, MAX_FRAME_BYTES, type Frame, type HeaderScan } from './frame'

/** Of a file at a time. More than any header has. */
const BLOCK_BYTES = 1024 * 1024

/**
 * Reads the frames of a segment's file in large blocks: a spool of lone lines has millions of them, and two reads for
 * each took minutes at a start. One reader at a time; `head` first.
 */
export class FrameReader {
  /** Used again for each block; grows for a frame that is larger. */
  private block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  /** Of the block, what is read from the file; of that, what is read as frames. */
  private filled = 0
  private at = 0
  /** Of the file, where the block begins. */
  private start = 0
  /** What the next frame needs of the block. */
  private needed = FRAME_HEADER_BYTES
  private failure: 'short' | 'damaged' | undefined

  /** @param end bytes of the file that count */
  constructor(private readonly file: FileHandle, private readonly end: number) {}

  /** Bytes of the file before the first frame that was not whole: where the next one would stand. */
  get position(): number { return this.start + this.at }

  /**
   * Why there is no further frame: `short` where the file ends before the frame does, also where it ends with the one
   * before; `damaged` where the frame is all there and not what was written.
   */
  get ending(): 'short' | 'damaged' | undefined { return this.failure }

  async head(): Promise<HeaderScan> {
    await this.fill(Math.min(this.end, BLOCK_BYTES))
    const head = decodeHeader(this.block.subarray(0, this.filled))
    if (head.kind === 'header') this.at = head.bytes
    return head
  }

  /**
   * The next frames, checked, in order: at least one, or none where `ending` says why.
   * @returns frames whose payloads stand in memory that the next call writes over
   */
  async next(): Promise<Frame[]> {
    for (;;) {
      const frames = this.decode()
      if (frames.length > 0 || this.failure !== undefined) return frames
      if (!await this.fill(this.needed)) this.failure = 'short'
    }
  }

  /** What is whole in the block. */
  private decode(): Frame[] {
    const frames: Frame[] = []
    for (let frame = this.decodeOne(); frame !== undefined; frame = this.decodeOne()) frames.push(frame)
    return frames
  }

  private decodeOne(): Frame | undefined {
    if (this.failure !== undefined || !this.has(FRAME_HEADER_BYTES)) return undefined
    const length = this.block.readUInt32LE(this.at)
    if (length > MAX_FRAME_BYTES) return this.fail('damaged')
    if (!this.has(FRAME_HEADER_BYTES + length)) return undefined
    const content = this.at + FRAME_HEADER_BYTES
    const frame = decodeFrame(this.block.subarray(this.at, content), this.block.subarray(content, content + length))
    if (frame === undefined) return this.fail('damaged')
    this.at += frame.bytes
    return frame
  }

  private has(bytes: number): boolean {
    if (this.position + bytes > this.end) this.fail('short')
    this.needed = bytes
    return this.failure === undefined && this.filled - this.at >= bytes
  }

  private fail(why: 'short' | 'damaged'): undefined {
    this.failure = why
  }

  /** Goes on in the file, until the block has so many bytes from `at` on. False where the file ends before. */
  private async fill(bytes: number): Promise<boolean> {
    const from = this.block
    if (bytes > from.length) this.block = Buffer.allocUnsafeSlow(bytes)
    from.copy(this.block, 0, this.at, this.filled)
    this.start += this.at
    this.filled -= this.at
    this.at = 0
    // Not all of a block that has grown: what is given out at a time stays small.
    const wanted = Math.min(Math.max(bytes, BLOCK_BYTES), this.end - this.start)
    while (this.filled < bytes) {
      const { bytesRead } = await this.file.read(this.block, this.filled, wanted - this.filled, this.start + this.filled)
      if (bytesRead === 0) return false
      this.filled += bytesRead
    }
    return true
  }
}
