import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, defineEventHandler, toNodeListener } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LogRow, QuerySummary } from '#shared/schemas/query'
import { AppError, createMetricsRegistry } from '~~/server/domain/kernel'
import { createHttpMetrics } from '~~/server/utils/http-metrics'
import type { Platform } from '~~/server/utils/platform'
import { streamRecords } from '~~/server/utils/record-stream'

let server: Server
afterEach(() => void server.close())

/** A server that answers with one record, and then with what `then` does. */
async function serve(then: () => Promise<never> | Promise<void>) {
  const registry = createMetricsRegistry()
  const logger = { warn: vi.fn(), error: vi.fn() }
  async function* records(): AsyncGenerator<LogRow, QuerySummary> {
    yield { message: 'one' } as LogRow
    await then()
    return { count: 1 } as QuerySummary
  }
  const app = createApp().use(defineEventHandler((event) => {
    event.context.requestId = 'r1'
    event.context.matchedRoute = { path: '/query', handlers: {} }
    event.context.platform = { httpMetrics: createHttpMetrics(registry), logger } as unknown as Platform
    return streamRecords(event, records())
  }))
  server = createServer(toNodeListener(app))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const counted = async () => (await registry.getSingleMetricAsString('cordwood_http_broken_answers_total')).split('\n').filter(line => !line.startsWith('#'))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/query?source=x`, logger, counted }
}

describe('an answer of records', () => {
  it('ends with the error that broke it off, and that is logged and counted', async () => {
    const { url, logger, counted } = await serve(() => Promise.reject(new AppError('timeout', 'It took too long.')))
    const answer = await fetch(url)
    expect((await answer.text()).trimEnd().split('\n').map(line => JSON.parse(line) as unknown)).toEqual([{ message: 'one' }, { error: { code: 'timeout', message: 'It took too long.' } }])
    expect(logger.warn).toHaveBeenCalledWith({ requestId: 'r1', method: 'GET', path: '/query', code: 'timeout', error: 'It took too long.' }, 'answer broke off')
    expect(await counted()).toEqual(['cordwood_http_broken_answers_total{route="/query",code="timeout"} 1'])
  })

  it('tells the log, and not the client, of what nobody meant to happen', async () => {
    const { url, logger } = await serve(() => Promise.reject(new Error('secret of the engine')))
    const text = await (await fetch(url, { headers: { accept: 'text/event-stream' } })).text()
    expect(text).toContain('event: error\ndata: {"code":"internal"')
    expect(text).not.toContain('secret')
    expect(logger.error.mock.calls[0]![0]).toMatchObject({ code: 'internal', error: expect.stringMatching(/secret of the engine\n.+at /) as string })
  })

  it('says nothing where the client left', async () => {
    const left = Promise.withResolvers<never>()
    const { url, logger, counted } = await serve(() => left.promise)
    const controller = new AbortController()
    const answer = await fetch(url, { signal: controller.signal })
    await answer.body!.getReader().read()
    controller.abort()
    await new Promise<void>((done) => {
      const look = () => server.getConnections((_error, count) => count === 0 ? done() : setTimeout(look, 5))
      look()
    })
    left.reject(new Error('the client went away'))
    await new Promise(setImmediate)
    expect(logger.error).not.toHaveBeenCalled()
    expect(await counted()).toEqual([])
  })
})
