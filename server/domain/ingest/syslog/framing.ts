import { MAX_RAW, tooLong } from '../decode/limits'
import { byteCountAt, UNDECIDED } from './byte-count'

/** A message as it was framed on its way; with a reason, what there is of one that can't be read. */
export interface SyslogFrame {
  readonly raw: Buffer
  readonly reason?: string
  /** Network address it came from. */
  readonly peer?: string
}

const LF = 10
const CR = 13
const NUL = 0

const NOWHERE = -1
const EMPTY = Buffer.alloc(0)
const FIRST_BYTES = 512

const CUT_LINE = 'The connection ended in the middle of the line; only its beginning is here'
const CUT_MESSAGE = 'The connection ended in the middle of the message, which said how long it is; only its beginning is here'

/**
 * Takes a TCP stream of syslog apart (RFC 6587, https://www.rfc-editor.org/rfc/rfc6587). How a message is framed is
 * found out for each anew: by its count of bytes where it begins with digits, a space and a `<PRI>`, else by the LF,
 * CR LF or NUL at its end. Empty lines are left out. What is longer than `maxBytes` becomes a frame with a reason and
 * its first 64 KiB. Nothing but the unfinished message is held in memory.
 */
export class SyslogFramer {
  private state: 'between' | 'line' | 'counted' = 'between'
  private held = EMPTY
  private heldLength = 0
  private isTooLong = false
  /** Bytes of a counted message that are still to come. */
  private left = 0
  /** The next LF and NUL of the piece that is read; before where it is read when that is not known. */
  private feed = NOWHERE
  private nul = NOWHERE

  constructor(private readonly maxBytes: number, private readonly peer?: string) {}

  /** Bytes of memory that the unfinished message takes. */
  get memory(): number { return this.held.length }

  /** Whether a message has begun and not ended. */
  get isWithin(): boolean { return this.state !== 'between' || this.heldLength > 0 }

  /** The messages that the next piece of the stream completes: to be read to the end. They share its memory. */
  * read(piece: Buffer): Generator<SyslogFrame, void> {
    const data = this.state === 'between' && this.heldLength > 0 ? Buffer.concat([this.takeHeld(), piece]) : piece
    this.feed = this.nul = NOWHERE
    let at = 0
    while (at < data.length) {
      if (this.state === 'between') {
        at = this.begin(data, at)
        continue
      }
      const isLine = this.state === 'line'
      const end = isLine ? this.lineEnd(data, at) : this.countedEnd(data, at)
      if (end > data.length) {
        this.keep(data, at, data.length)
        return
      }
      yield this.finish(data, at, end)
      at = isLine ? end + 1 : end
    }
  }

  /**
   * What is left when nothing more will come.
   * @param isWhole whether a line without an end counts as whole: its sender has ended the connection in good order
   */
  end(isWhole: boolean): SyslogFrame | undefined {
    if (!this.isWithin) return undefined
    const isCounted = this.state === 'counted'
    const frame = this.finish(EMPTY, 0, 0)
    if (frame.reason !== undefined || (isWhole && !isCounted)) return frame
    return { ...frame, reason: isCounted ? CUT_MESSAGE : CUT_LINE }
  }

  /** Finds out how the next message is framed, and answers where it begins. */
  private begin(data: Buffer, at: number): number {
    while (at < data.length && (data[at] === LF || data[at] === CR || data[at] === NUL)) at++
    if (at === data.length) return at
    const { count, end } = byteCountAt(data, at)
    if (count === UNDECIDED) {
      this.keep(data, at, data.length)
      return data.length
    }
    this.state = count > 0 ? 'counted' : 'line'
    this.isTooLong = count > this.maxBytes
    this.left = count
    return end
  }

  /** Where the line ends; past the end of the data when it does not. */
  private lineEnd(data: Buffer, at: number): number {
    if (this.feed < at) this.feed = found(data.indexOf(LF, at))
    if (this.nul < at) this.nul = found(data.indexOf(NUL, at))
    return Math.min(this.feed, this.nul)
  }

  private countedEnd(data: Buffer, at: number): number {
    const end = at + this.left
    this.left = Math.max(0, end - data.length)
    return end
  }

  private finish(data: Buffer, from: number, to: number): SyslogFrame {
    const isHere = this.heldLength === 0 && !this.isTooLong && to - from <= this.maxBytes
    if (!isHere) this.keep(data, from, to)
    const raw = isHere ? data.subarray(from, to) : this.takeHeld()
    const frame = { raw, ...(this.peer === undefined ? {} : { peer: this.peer }), ...(this.isTooLong ? { reason: tooLong(this.maxBytes) } : {}) }
    this.isTooLong = false
    this.state = 'between'
    return frame
  }

  /** Adds to what is held: of a message that gets too long, no more than its beginning. */
  private keep(data: Buffer, from: number, to: number): void {
    if (this.heldLength + to - from > this.maxBytes) {
      this.isTooLong = true
      if (this.heldLength > MAX_RAW) this.held = Buffer.from(this.held.subarray(0, this.heldLength = MAX_RAW))
    }
    const end = this.isTooLong ? Math.min(to, from + MAX_RAW - this.heldLength) : to
    this.reserve(this.heldLength + end - from)
    data.copy(this.held, this.heldLength, from, end)
    this.heldLength += end - from
  }

  private reserve(bytes: number): void {
    if (bytes <= this.held.length) return
    const most = this.isTooLong ? MAX_RAW : this.maxBytes
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, Math.min(most, Math.max(FIRST_BYTES, this.held.length * 2))))
    this.held.copy(larger, 0, 0, this.heldLength)
    this.held = larger
  }

  private takeHeld(): Buffer {
    const taken = this.held.subarray(0, this.heldLength)
    this.held = EMPTY
    this.heldLength = 0
    return taken
  }
}

const found = (at: number) => at === -1 ? Infinity : at
