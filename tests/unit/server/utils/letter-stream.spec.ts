import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, defineEventHandler, toNodeListener } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoredLetter } from '~~/server/domain/dead-letters'
import { AppError, createMetricsRegistry } from '~~/server/domain/kernel'
import { createHttpMetrics } from '~~/server/utils/http-metrics'
import { streamLetters } from '~~/server/utils/letter-stream'
import type { Platform } from '~~/server/utils/platform'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** A server that answers with one letter, and then with what `then` does. */
async function serve(format: 'ndjson' | 'raw', then: () => Promise<void>) {
  const logger = { warn: vi.fn(), error: vi.fn() }
  async function* letters(): AsyncGenerator<StoredLetter, void> {
    yield { letter: { id: 'one' }, raw: Buffer.from('one') } as StoredLetter
    await then()
  }
  const app = createApp().use(defineEventHandler((event) => {
    event.context.platform = { httpMetrics: createHttpMetrics(createMetricsRegistry()), logger } as unknown as Platform
    return streamLetters(event, letters(), format)
  }))
  server = createServer(toNodeListener(app))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, logger }
}

const fails = () => Promise.reject(new AppError('timeout', 'It took too long.'))

describe('a file of dead letters', () => {
  it('is whole', async () => {
    const { url } = await serve('raw', () => Promise.resolve())
    expect(await (await fetch(url)).text()).toBe('one\n')
  })

  it('ends with the error, as NDJSON', async () => {
    const { url, logger } = await serve('ndjson', fails)
    expect(await (await fetch(url)).text()).toBe('{"id":"one"}\n{"error":{"code":"timeout","message":"It took too long."}}\n')
    expect(logger.warn).toHaveBeenCalledOnce()
  })

  it('breaks off where its bytes have no form for an error: it neither hangs nor looks whole', async () => {
    const { url, logger } = await serve('raw', fails)
    const answer = await fetch(url)
    const reader = answer.body!.getReader()
    const read = async () => {
      while (!(await reader.read()).done);
    }
    await expect(read()).rejects.toThrow(/terminated/)
    expect(logger.warn).toHaveBeenCalledOnce()
  })
})
