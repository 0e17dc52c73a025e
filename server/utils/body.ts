import type { IncomingMessage } from 'node:http'
import type { H3Event } from 'h3'
import { AppError } from '../domain/kernel'

/** Bytes of a JSON body of the API. Ingest has a bound of its own. */
export const MAX_JSON_BYTES = 1024 * 1024
// What is read and thrown away of a body that is too large, and how long the client has to read our refusal after that.
const LINGER_BYTES = 8 * 1024 * 1024
const LINGER_MS = 5000
const LINGER_TOTAL_MS = 30_000

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
  return collect(request, limit)
}

/** Past the limit it refuses at once and keeps nothing. */
function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let size = 0
    const refuse = () => {
      chunks = []
      request.off('data', add)
      discard(request)
      reject(tooLarge(limit))
    }
    const add = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else refuse()
    }
    request.on('data', add)
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(new AppError('bad_request', 'The connection ended before the body was complete.')))
    if (Number(request.headers['content-length'] ?? 0) > limit) refuse()
  })
}

/**
 * Reads the rest of a refused body and keeps nothing of it, up to a bound of bytes and time: a client that is cut off
 * while it sends would see a broken connection instead of our refusal.
 */
export function discard(request: IncomingMessage): void {
  if (request.destroyed || request.readableEnded) return
  let size = 0
  const cut = () => void request.destroy()
  let timer = setTimeout(cut, LINGER_TOTAL_MS).unref()
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= LINGER_BYTES || request.isPaused()) return
    request.pause()
    clearTimeout(timer)
    timer = setTimeout(cut, LINGER_MS).unref()
  })
  request.once('end', () => clearTimeout(timer))
  request.once('close', () => clearTimeout(timer))
  request.resume()
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
