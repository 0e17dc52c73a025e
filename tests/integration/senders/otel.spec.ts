import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { otelLogs, type OtelEncoding } from '../../fixtures/otel-logs'
import { startServer, type TestServer } from '../../fixtures/server'
import { storedOf } from '../../fixtures/stored'
import { tempFolder } from '../../fixtures/temp-folder'
import { waitUntil } from '../../fixtures/wait'

const folder = tempFolder()
let server: TestServer
let account: Account
let proxy: FaultProxy
beforeAll(async () => {
  server = await startServer({ dataDir: await folder.make() })
  account = await signUp(server.url)
})
afterAll(async () => {
  await server?.stop()
  await folder.remove()
})
beforeEach(async () => {
  proxy = await startFaultProxy(server.url)
})
afterEach(() => proxy.close())

const stored = (name: string, count: number) => storedOf(() => server.url, account.key, name, count)

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`)
const messages = (records: readonly LogRow[]) => records.map(({ message }) => message).sort()

describe.each<[OtelEncoding, string]>([['json', '/v1/logs'], ['protobuf', '/otlp/v1/logs']])('OpenTelemetry’s SDK, %s to %s', (encoding, path) => {
  it('gets every line in once, with all that it holds', async () => {
    const service = `otel-${encoding}`
    const provider = otelLogs(proxy.url + path, account.key, encoding, service)
    const logger = provider.getLogger('lib', '1.2')
    for (const body of lines(0, 1000)) {
      logger.emit({
        body, severityNumber: 13, severityText: 'WARN', timestamp: 1767323045123,
        attributes: { text: 'x', int: 7, double: 1.5, flag: true, list: [1, 2], nested: { a: { b: 'c' } } },
      })
    }
    logger.emit({ body: { an: 'object' }, severityNumber: 9, eventName: 'happened' })
    await provider.shutdown()
    const records = await stored(service, 1001)
    expect(messages(records)).toEqual([...lines(0, 1000), '{"an":"object"}'].sort())
    expect(records.find(({ message }) => message === 'line 5')).toMatchObject({
      timestamp: '2026-01-02T03:04:05.123000000Z', level: 'warn', severityText: 'WARN', severityNumber: 13, service,
      attributes: { text: 'x', int: 7, double: 1.5, flag: true, list: [1, 2], nested: { a: { b: 'c' } } },
    })
    expect(proxy.requests.every(({ status, headers }) => status === 200 && headers['content-encoding'] === 'gzip')).toBe(true)
  })

  it('keeps what it has through 429 and 503, as its rules of retrying say', async () => {
    const service = `otel-busy-${encoding}`
    proxy.failNext(429, 2, { 'retry-after': '1' })
    proxy.failNext(503, 2, { 'retry-after': '1' })
    const provider = otelLogs(proxy.url + path, account.key, encoding, service)
    for (const body of lines(0, 50)) provider.getLogger('lib').emit({ body })
    await provider.shutdown()
    expect(messages(await stored(service, 50))).toEqual(lines(0, 50).sort())
    expect(proxy.requests.map(({ status }) => status)).toEqual([429, 429, 503, 503, 200])
  })

  it('loses and doubles nothing while the server is restarted', async () => {
    const service = `otel-restart-${encoding}`
    const provider = otelLogs(proxy.url + path, account.key, encoding, service)
    const logger = provider.getLogger('lib')
    for (const body of lines(0, 300)) logger.emit({ body })
    await provider.forceFlush()
    await server.stop()
    // Meets a server that is not there: the proxy answers 502, which OTLP's senders send again
    for (const body of lines(300, 600)) logger.emit({ body })
    await waitUntil('the sender has met the stopped server', () => proxy.requests.some(({ status }) => status === 502))
    proxy.hold()
    server = await startServer({ dataDir: server.dataDir })
    proxy.retarget(server.url)
    for (const body of lines(600, 700)) logger.emit({ body })
    await provider.shutdown()
    expect(messages(await stored(service, 700))).toEqual(lines(0, 700).sort())
  })
})
