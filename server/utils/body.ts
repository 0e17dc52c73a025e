import type { IncomingMessage } from 'node:http'
import type { H3Event } from 'h3'
import { AppError } from '../domain/kernel'

/** Bytes of a JSON body of the API. Ingest has a bound of its own. */
export const MAX_JSON_BYTES = 1024 * 1024
// What is read and thrown away of a body that is too large, so that the client gets to read our refusal.
const LINGER_BYTES = 8 * 1024 * 1024

/**
 * Reads a request body as JSON.
 * @throws AppError too_large past 1 MB, unsupported_media_type for a compressed body, bad_request for what is not JSON
 */
export async function readJson(event: H3Event): Promise<unknown> {
  const { headers } = event.node.req
  const encoding = headers['content-encoding']
  if (encoding && encoding.toLowerCase() !== 'identity') {
    throw new AppError('unsupported_media_type', 'Send this request without Content-Encoding.')
  }
  const bytes = await readBytes(event.node.req, MAX_JSON_BYTES)
  if (bytes.length === 0) throw new AppError('bad_request', 'The body is empty. Send JSON with Content-Type: application/json.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  }
  catch {
    const type = headers['content-type'] ?? ''
    const hint = /json/i.test(type) ? 'Check quotes, commas and brackets.' : 'Send JSON with Content-Type: application/json.'
    throw new AppError('bad_request', `The body is not valid JSON. ${hint}`)
  }
}

/**
 * Reads a request body, stopping at `limit` bytes.
 * @throws AppError too_large
 */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  // A request that the server makes to itself while rendering a page is no stream.
  const ready = (request as { body?: unknown }).body
  if (ready !== undefined) return Promise.resolve(withinLimit(toBuffer(ready), limit))
  return Number(request.headers['content-length'] ?? 0) > limit
    ? discard(request).then(() => { throw tooLarge(limit) })
    : collect(request, limit)
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      request.off('data', onData)
      discard(request).then(() => reject(tooLarge(limit)), reject)
    }
    request.on('data', onData)
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(new AppError('bad_request', 'The connection ended before the body was complete.')))
  })
}

/** Lets the rest of a body pass by, up to a bound; then stops listening, and the connection is cut after the answer. */
function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let left = LINGER_BYTES
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left >= 0) return
      request.pause()
      resolve()
    })
    request.once('end', resolve)
    request.once('close', resolve)
    request.resume()
  })
}

function toBuffer(body: unknown): Buffer {
  if (body === null) return Buffer.alloc(0)
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return Buffer.from(body)
  if (body instanceof ArrayBuffer) return Buffer.from(body)
  return Buffer.from(JSON.stringify(body))
}

function withinLimit(bytes: Buffer, limit: number): Buffer {
  if (bytes.length > limit) throw tooLarge(limit)
  return bytes
}

const tooLarge = (limit: number) =>
  new AppError('too_large', `The body is larger than ${Math.floor(limit / 1024)} KiB. Send it in smaller pieces.`)
