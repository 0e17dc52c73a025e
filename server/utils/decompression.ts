import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { AppError } from '../domain/kernel'
import { brotliWindow, deflateWindow, HEAD_BYTES, zstdWindow } from './decoder-window'

/** `bytesWritten` counts what the decoder has used of what it was given. */
type Decoder = Transform & { readonly bytesWritten: number }

export interface Coding {
  create(): Decoder
  /** What may follow the end of the compressed data. Node's gunzip reads further members itself. */
  after: 'nothing' | 'zeros' | 'frames'
  /** How many bytes of what came out the decoder keeps, from the first bytes of the compressed data; 0 as long as they don't tell. */
  window(head: Buffer): number
}

const GZIP: Coding = { create: createGunzip, after: 'zeros', window: deflateWindow }
/** The content codings that ingest takes. `deflate` means zlib, as the standard says. */
const CODINGS: Record<string, Coding> = {
  'gzip': GZIP,
  'x-gzip': GZIP,
  'deflate': { create: createInflate, after: 'nothing', window: deflateWindow },
  'br': { create: createBrotliDecompress, after: 'nothing', window: brotliWindow },
  'zstd': { create: createZstdDecompress, after: 'frames', window: zstdWindow },
}
// Every frame needs a decoder of its own; one of no content has 9 bytes.
const MAX_FRAMES = 4096
const NOTHING: Buffer = Buffer.alloc(0)

/**
 * Decompresses a body piece by piece, to its very last byte: Node's decoders stop at the end of a frame and keep
 * quiet about what follows (https://www.rfc-editor.org/rfc/rfc8878#section-3: zstd may have several frames).
 */
export class Decompression {
  private decoder: Decoder
  private frames = 1
  /** The compressed data is over; only zeros may follow. */
  private over = false
  /** The first bytes of the present frame. */
  private head = NOTHING
  private largest = 0
  private settle: (outcome: 'taken' | 'ended' | Error) => void = () => {}

  /** @param onData gets what comes out; what it throws, `write` and `end` throw */
  constructor(private readonly coding: Coding, private readonly onData: (piece: Buffer) => void) {
    this.decoder = this.open()
  }

  /**
   * Settles when the piece has been used up; one at a time.
   * @throws AppError bad_request for a broken stream and for bytes after its end
   */
  async write(piece: Buffer): Promise<void> {
    let rest = piece
    while (rest.length > 0) {
      if (this.over) return requireZeros(rest)
      this.readHead(rest)
      const used = this.decoder.bytesWritten
      const { decoder } = this
      const outcome = await this.run(done => decoder.write(rest, error => done(error ? broken() : 'taken')))
      rest = rest.subarray(decoder.bytesWritten - used)
      if (outcome === 'taken' && rest.length === 0) return
      // What it leaves lies behind its end, of which it may tell only after it says that it has taken the piece.
      if (outcome === 'taken' && !decoder.readableEnded) await this.run(() => {})
      if (rest.length > 0) this.next()
      else this.over = true
    }
  }

  /** @throws AppError bad_request when the stream is not complete */
  async end(): Promise<void> {
    if (!this.over && !this.decoder.readableEnded) await this.run(() => this.decoder.end())
    this.destroy()
  }

  /** Nothing comes out any more. */
  destroy(): void {
    this.decoder.destroy()
    this.settle(broken())
  }

  /** The largest window of the frames so far: as much of what came out the decoder keeps beside it. */
  get window(): number {
    return this.largest
  }

  private readHead(piece: Buffer): void {
    if (this.head.length >= HEAD_BYTES) return
    this.head = Buffer.concat([this.head, piece.subarray(0, HEAD_BYTES - this.head.length)])
    this.largest = Math.max(this.largest, this.coding.window(this.head))
  }

  /** What comes after a frame that has ended. */
  private next(): void {
    this.decoder.destroy()
    this.head = NOTHING
    if (this.coding.after === 'nothing') throw trailing()
    if (this.coding.after === 'zeros') {
      this.over = true
      return
    }
    if (++this.frames > MAX_FRAMES) throw new AppError('bad_request', `The body has more than ${MAX_FRAMES} zstd frames. Compress it as a whole.`)
    this.decoder = this.open()
  }

  private open(): Decoder {
    const decoder = this.coding.create()
    const mine = (outcome: 'ended' | Error) => {
      if (this.decoder === decoder) this.settle(outcome)
    }
    decoder.on('data', (piece: Buffer) => {
      try {
        this.onData(piece)
      }
      catch (error) {
        mine(error as Error)
        decoder.destroy()
      }
    })
    return decoder.on('end', () => mine('ended')).on('error', () => mine(broken()))
  }

  private run(start: (done: (outcome: 'taken' | Error) => void) => void): Promise<'taken' | 'ended'> {
    return new Promise((resolve, reject) => {
      this.settle = outcome => outcome instanceof Error ? reject(outcome) : resolve(outcome)
      // Of a decoder that has ended, the callbacks of what it left come late or never: the promise is settled by then.
      start(this.settle)
    })
  }
}

/**
 * @returns nothing for a body that is not compressed
 * @throws AppError unsupported_media_type for an unknown coding
 */
export function codingOf(header: string | undefined): Coding | undefined {
  const name = (header ?? '').trim().toLowerCase()
  // Loki's clients name the raw blocks of Snappy so, or not at all: their decoder unpacks them.
  if (name === '' || name === 'identity' || name === 'snappy') return undefined
  const coding = Object.hasOwn(CODINGS, name) ? CODINGS[name] : undefined
  if (!coding) {
    throw new AppError('unsupported_media_type', 'This Content-Encoding is not known. Send gzip, deflate, br, zstd or none.')
  }
  return coding
}

/** Files are padded so, and gzip takes it: https://www.gnu.org/software/gzip/manual/html_node/Tapes.html */
function requireZeros(bytes: Buffer): void {
  if (bytes.some(byte => byte !== 0)) throw trailing()
}

const broken = () => new AppError('bad_request', 'The body can’t be decompressed: it is broken, or not of the Content-Encoding it names.')
const trailing = () =>
  new AppError('bad_request', 'After the end of the compressed data come more bytes. Nothing of the body was taken: compress it as a whole.')
