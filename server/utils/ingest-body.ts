import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { AppError } from '../domain/kernel'

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
 * @throws AppError too_large, unsupported_media_type for an unknown coding, bad_request for a broken stream
 */
export async function readIngestBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const decoder = decoderOf(request.headers['content-encoding'])
  if (!decoder && Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  return collect(request, decoder, maxBytes)
}

function decoderOf(header: string | undefined): Transform | undefined {
  const coding = (header ?? '').trim().toLowerCase()
  if (coding === '' || coding === 'identity') return undefined
  const create = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined
  if (!create) {
    throw new AppError('unsupported_media_type', 'This Content-Encoding is not known. Send gzip, deflate, br, zstd or none.')
  }
  return create()
}

function collect(request: IncomingMessage, decoder: Transform | undefined, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const source = decoder ? request.pipe(decoder) : request
    const fail = (error: AppError) => {
      request.unpipe()
      decoder?.destroy()
      request.off('close', onClose)
      // The rest is left unread: the connection closes after the answer.
      request.pause()
      reject(error)
    }
    const onClose = () => {
      if (!request.complete) fail(new AppError('bad_request', 'The connection ended before the body was complete.'))
    }
    source.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) fail(tooLarge(maxBytes))
      else chunks.push(chunk)
    })
    source.once('end', () => {
      request.off('close', onClose)
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size))
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
