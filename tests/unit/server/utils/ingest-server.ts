import { createServer, request as httpRequest, type ClientRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BufferPool } from '~~/server/domain/kernel/buffer-pool'
import { toErrorAnswer } from '~~/server/utils/errors'
import { BodyMemory, readIngestBody, type BodyBounds } from '~~/server/utils/ingest-body'

export const MB = 1024 * 1024

/** Spoils what is given back, so that whoever still reads or writes it shows, and refuses what it did not lend. */
export class PoisoningPool extends BufferPool {
  readonly lent = new Set<ArrayBufferLike>()

  override take(bytes: number): Buffer {
    const buffer = super.take(bytes)
    this.lent.add(buffer.buffer)
    return buffer
  }

  override give(buffer: Buffer): void {
    if (buffer.buffer.byteLength === 0) return
    if (!this.lent.delete(buffer.buffer)) throw new Error('given back what was not lent, or twice')
    new Uint8Array(buffer.buffer).fill(0xdd)
    super.give(buffer)
  }
}

/** A server that reads ingest bodies and answers with their length and head. The key is the header x-key. */
export async function startIngest(bounds: Partial<BodyBounds> & { memory?: BodyMemory, useMs?: number, onPiece?: (piece: Buffer) => void } = {}) {
  const buffers = new PoisoningPool(64 * MB)
  const memory = bounds.memory ?? new BodyMemory(64 * MB)
  let open = 0
  const server = createServer(async (request, response) => {
    open++
    const account = memory.open(String(request.headers['x-key'] ?? 'key'))
    let body: Buffer | undefined
    if (bounds.onPiece) request.on('data', bounds.onPiece)
    try {
      body = await readIngestBody(request, { maxBytes: MB, maxCompressedBytes: MB, ...bounds, buffers, account })
      await new Promise(done => setTimeout(done, bounds.useMs ?? 0))
      response.end(JSON.stringify({ length: body.length, head: body.toString('utf8', 0, 20) }))
    }
    catch (error) {
      const { status, headers, body: answer } = toErrorAnswer(error)
      response.writeHead(status, headers).end(JSON.stringify(answer.error))
    }
    finally {
      if (body) buffers.give(body)
      account.close()
      open--
    }
  })
  // While a test makes its bodies, fetch sees nothing of a connection that ends
  server.keepAliveTimeout = 120_000
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port, buffers, memory,
    /** Requests that are being read. */
    open: () => open,
    async send(body: Uint8Array, encoding?: string): Promise<Record<string, unknown>> {
      const headers = encoding === undefined ? undefined : { 'content-encoding': encoding }
      const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: body as BodyInit, headers })
      return await response.json() as Record<string, unknown>
    },
    /** A request whose body is the test's to send; `answer` is the status and the text. */
    start(headers: Record<string, string | number>) {
      let sending!: ClientRequest
      const answer = new Promise<{ status: number, retryAfter: string | undefined, text: string }>((resolve, reject) => {
        sending = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers, agent: false }, (response) => {
          let text = ''
          response.on('data', piece => text += String(piece)).on('error', reject)
          response.on('end', () => resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text }))
        }).on('error', reject)
      })
      answer.catch(() => {})
      sending.flushHeaders()
      return { sending, answer }
    },
    stop() {
      server.closeAllConnections()
      return new Promise(done => server.close(done))
    },
  }
}

export async function until(what: () => boolean): Promise<void> {
  for (const end = Date.now() + 50_000; Date.now() < end && !what();) await new Promise(done => setTimeout(done, 10))
  if (!what()) throw new Error('it did not come about')
}
