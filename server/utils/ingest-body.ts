import type { IncomingMessage } from 'node:http'
import { AppError, type BufferPool } from '../domain/kernel'
import { discard } from './body'
import { Assembly, tooLarge } from './body-assembly'
import { PATIENCE, watchPace, type Patience } from './body-pace'
import { codingOf, Decompression, type Coding } from './decompression'

/** What a decoder needs for itself, about, without its window. */
const DECODER_BYTES = 256 * 1024

export interface BodyBounds {
  /** After decompression. */
  maxBytes: number
  /** Of a compressed body, as received. */
  maxCompressedBytes: number
  /** Lends the memory. */
  buffers: BufferPool
  /** Counts the memory. */
  account: BodyAccount
  patience?: Patience
}

/** Takes the pieces of a body as they are received. */
interface Sink {
  /** @returns when the next piece may come; nothing for at once */
  write(piece: Buffer): Promise<void> | undefined
  end(): Promise<void> | undefined
  destroy(): void
}

/**
 * Reads a whole ingest body, decompressed, without ever holding more than `maxBytes` of it: a small body that grows
 * without end is cut off while it grows. The caller gives the result back to the pool, and closes the account, when
 * nobody reads it any more.
 * @throws AppError too_large, unsupported_media_type for an unknown coding, bad_request for a broken stream and for one
 * that does not get on, unavailable when there is no memory for it
 */
export async function readIngestBody(request: IncomingMessage, bounds: BodyBounds): Promise<Buffer> {
  const { maxBytes, maxCompressedBytes, buffers, account } = bounds
  const announced = Number(request.headers['content-length']) || 0
  let assembly: Assembly | undefined
  try {
    const coding = codingOf(request.headers['content-encoding'])
    if (announced > (coding ? maxCompressedBytes : maxBytes)) throw coding ? tooLargeCompressed(maxCompressedBytes) : tooLarge(maxBytes)
    assembly = new Assembly(maxBytes, buffers, account, coding ? announced * 4 : announced)
    await collect(request, coding ? decompressed(coding, assembly, bounds) : plain(assembly), bounds.patience)
    return assembly.finish()
  }
  catch (error) {
    assembly?.discard()
    account.close()
    discard(request)
    throw error
  }
}

function plain(assembly: Assembly): Sink {
  return {
    write(piece) {
      assembly.add(piece)
      freeAtOnce(piece)
      return undefined
    },
    end: () => undefined,
    destroy: () => {},
  }
}

/**
 * Frees the memory of a piece that was copied: Node's HTTP parser gives each its own. Were V8 left to find out that nobody
 * needs them, it would look through its whole heap ten times a second under load.
 */
function freeAtOnce({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

function decompressed(coding: Coding, assembly: Assembly, { maxCompressedBytes, account }: BodyBounds): Sink {
  let [received, cameOut, taken] = [0, 0, DECODER_BYTES]
  account.take(taken)
  const decompression = new Decompression(coding, (piece) => {
    cameOut += piece.length
    // A window is memory only as far as it was filled.
    const needed = DECODER_BYTES + Math.min(decompression.window, cameOut)
    if (needed > taken) account.take(needed - taken)
    taken = Math.max(taken, needed)
    assembly.add(piece)
  })
  return {
    write(piece) {
      received += piece.length
      if (received > maxCompressedBytes) throw tooLargeCompressed(maxCompressedBytes)
      return decompression.write(piece)
    },
    async end() {
      await decompression.end()
      account.give(taken)
    },
    destroy: () => decompression.destroy(),
  }
}

/** Settles when the whole request is in the sink. After it, no listener is left and the sink gets nothing more. */
async function collect(request: IncomingMessage, sink: Sink, patience = PATIENCE): Promise<void> {
  const stops: (() => void)[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      let received = 0
      const listen = (event: string, listener: (piece: Buffer) => void) => {
        request.on(event, listener)
        stops.push(() => request.off(event, listener))
      }
      const work = (piece: Buffer) => {
        received += piece.length
        const waiting = sink.write(piece)
        if (!waiting) return
        request.pause()
        waiting.then(() => request.resume(), reject)
      }
      listen('data', piece => attempt(() => work(piece), reject))
      listen('end', () => {
        Promise.resolve(sink.end()).then(resolve, reject)
      })
      listen('close', () => {
        if (!request.complete) reject(goneAway())
      })
      listen('error', () => reject(goneAway()))
      stops.push(watchPace(patience, () => request.isPaused() || request.complete ? undefined : received, reject))
      if (request.destroyed) reject(goneAway())
    })
  }
  finally {
    for (const stop of stops) stop()
    sink.destroy()
  }
}

function attempt(work: () => void, fail: (error: unknown) => void): void {
  try {
    work()
  }
  catch (error) {
    fail(error)
  }
}

const goneAway = () => new AppError('bad_request', 'The connection ended before the body was complete.')

const tooLargeCompressed = (limit: number) =>
  new AppError('too_large', `The compressed body is larger than ${Math.floor(limit / 1024 / 1024)} MB. Send fewer lines at a time.`)

/** However small bodies are set to be, many of them fit: one takes 64 KiB at the least. */
const LEAST_BYTES = 64 * 1024 * 1024

/**
 * Bytes of bodies that are in the server's memory at once, over all requests, counted as they are taken and not as
 * they are announced. Past the bound the body that grows is refused and its sender asked to come back, and no key has
 * more than half: memory stays flat, and nobody can use all of it up.
 */
export class BodyMemory {
  private total = 0
  private readonly ofKeys = new Map<string, number>()
  private readonly limit: number

  constructor(limit: number, least = LEAST_BYTES) {
    this.limit = Math.max(limit, least)
  }

  /** What all bodies hold just now. */
  get used(): number {
    return this.total
  }

  /** @returns what one body of this key takes its memory through; to be closed when the body is not needed any more */
  open(key: string): BodyAccount {
    return new BodyAccount(bytes => this.take(key, bytes), bytes => this.give(key, bytes))
  }

  private take(key: string, bytes: number): void {
    const ofKey = this.ofKeys.get(key) ?? 0
    if (this.total + bytes > this.limit) throw busy('Too many large requests at once. Send again in a second.')
    if (ofKey + bytes > this.limit / 2) throw busy('This API key has too many large requests open at once. Send again in a second.')
    this.total += bytes
    this.ofKeys.set(key, ofKey + bytes)
  }

  private give(key: string, bytes: number): void {
    this.total -= bytes
    const left = (this.ofKeys.get(key) ?? 0) - bytes
    if (left > 0) this.ofKeys.set(key, left)
    else this.ofKeys.delete(key)
  }
}

/** What one body holds. */
export class BodyAccount {
  private held = 0
  private closed = false

  constructor(private readonly onTake: (bytes: number) => void, private readonly onGive: (bytes: number) => void) {}

  /** @throws AppError unavailable when there is no room; nothing is taken then */
  take(bytes: number): void {
    if (this.closed) throw new Error('memory is taken for a body that is done with')
    this.onTake(bytes)
    this.held += bytes
  }

  give(bytes: number): void {
    const given = Math.min(bytes, this.held)
    this.held -= given
    this.onGive(given)
  }

  /** Gives back all that is still held; safe to call twice. */
  close(): void {
    this.closed = true
    this.give(this.held)
  }
}

const busy = (message: string) => new AppError('unavailable', message, { retryAfter: 1 })
