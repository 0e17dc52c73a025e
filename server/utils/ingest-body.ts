import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { AppError, type BufferPool } from '../domain/kernel'

/** The content codings that ingest takes. `deflate` means zlib, as the standard says. */
const DECODERS: Record<string, () => Transform> = {
  'gzip': createGunzip,
  'x-gzip': createGunzip,
  'deflate': createInflate,
  'br': createBrotliDecompress,
  'zstd': createZstdDecompress,
}

/**
 * Reads a whole ingest body, decompressed, without ever holding more than `maxBytes` of it: a small body that grows
 * without end is cut off while it grows.
 * @param buffers lends the memory; the caller gives the result back when nobody reads it any more
 * @throws AppError too_large, unsupported_media_type for an unknown coding, bad_request for a broken stream
 */
export async function readIngestBody(request: IncomingMessage, maxBytes: number, buffers: BufferPool): Promise<Buffer> {
  const decoder = decoderOf(request.headers['content-encoding'])
  const announced = Number(request.headers['content-length'] ?? 0)
  if (!decoder && announced > maxBytes) throw tooLarge(maxBytes)
  const assembly = new Assembly(maxBytes, buffers, decoder ? announced * 4 : announced)
  try {
    await collect(request, decoder, assembly)
    return assembly.finish()
  }
  catch (error) {
    assembly.discard()
    throw error
  }
}

/** Puts the pieces of a body together in memory of the pool. */
class Assembly {
  private memory: Buffer
  private size = 0

  constructor(private readonly maxBytes: number, private readonly buffers: BufferPool, expected: number) {
    this.memory = buffers.take(Math.min(maxBytes, Number.isFinite(expected) ? expected : 0))
  }

  /** @throws AppError too_large */
  add(piece: Buffer): void {
    const needed = this.size + piece.length
    if (needed > this.maxBytes) throw tooLarge(this.maxBytes)
    if (needed > this.memory.length) this.grow(needed)
    piece.copy(this.memory, this.size)
    this.size = needed
  }

  finish(): Buffer {
    return this.memory.subarray(0, this.size)
  }

  discard(): void {
    this.buffers.give(this.memory)
  }

  private grow(needed: number): void {
    const larger = this.buffers.take(Math.max(needed, this.memory.length * 2))
    this.memory.copy(larger, 0, 0, this.size)
    this.buffers.give(this.memory)
    this.memory = larger
  }
}

function decoderOf(header: string | undefined): Transform | undefined {
  const coding = (header ?? '').trim().toLowerCase()
  // Loki's clients name the raw blocks of Snappy so, or not at all: their decoder unpacks them.
  if (coding === '' || coding === 'identity' || coding === 'snappy') return undefined
  const create = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined
  if (!create) {
    throw new AppError('unsupported_media_type', 'This Content-Encoding is not known. Send gzip, deflate, br, zstd or none.')
  }
  return create()
}

function collect(request: IncomingMessage, decoder: Transform | undefined, assembly: Assembly): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = decoder ? request.pipe(decoder) : request
    const fail = (error: unknown) => {
      request.unpipe()
      decoder?.destroy()
      request.off('close', onClose)
      source.off('data', onData)
      // The rest is left unread: the connection closes after the answer.
      request.pause()
      reject(error)
    }
    const onClose = () => {
      if (!request.complete) fail(new AppError('bad_request', 'The connection ended before the body was complete.'))
    }
    const onData = (piece: Buffer) => {
      try {
        assembly.add(piece)
      }
      catch (error) {
        fail(error)
      }
    }
    source.on('data', onData)
    source.once('end', () => {
      request.off('close', onClose)
      resolve()
    })
    request.once('close', onClose)
    request.once('error', () => fail(new AppError('bad_request', 'The connection broke off.')))
    decoder?.once('error', () => fail(new AppError('bad_request', 'The body can’t be decompressed: it is broken, or not of the Content-Encoding it names.')))
  })
}

const tooLarge = (limit: number) =>
  new AppError('too_large', `The body is larger than ${Math.floor(limit / 1024 / 1024)} MB after decompression. Send fewer lines at a time.`)

/**
 * Bytes of bodies that are in the server's memory at once, over all requests: past the bound, senders are asked to
 * come back, and memory stays flat however many they are.
 */
export class BodyMemory {
  private used = 0

  constructor(private readonly limit: number) {}

  /**
   * @param bytes what the request is taken to need
   * @returns gives the bytes back; safe to call twice
   * @throws AppError unavailable
   */
  reserve(bytes: number): () => void {
    if (this.used > 0 && this.used + bytes > this.limit) {
      throw new AppError('unavailable', 'Too many large requests at once. Send again in a second.', { retryAfter: 1 })
    }
    this.used += bytes
    let held = true
    return () => {
      if (held) this.used -= bytes
      held = false
    }
  }
}
