import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, defineEventHandler, toNodeListener } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError, createMetricsRegistry } from '~~/server/domain/kernel'
import { createHttpMetrics } from '~~/server/utils/http-metrics'
import type { Platform } from '~~/server/utils/platform'
import { sqlCells, sqlEvents } from '~~/server/utils/query-pieces'
import { queryFormat, streamQuery } from '~~/server/utils/query-stream'

let server: Server
afterEach(() => void server.close())

type Piece = { columns: { name: string, type: string }[] } | { row: unknown[] }

/** A server that answers with two rows, and then as `end` does. */
async function serve(end: () => Promise<object>) {
  async function* pieces(): AsyncGenerator<Piece, object> {
    yield { columns: [{ name: 'n', type: 'UInt8' }, { name: 'text', type: 'String' }] }
    yield { row: [1, '=x'] }
    yield { row: [2, 'a,b'] }
    return await end()
  }
  const app = createApp().use(defineEventHandler((event) => {
    event.context.platform = { httpMetrics: createHttpMetrics(createMetricsRegistry()), logger: { warn: vi.fn(), error: vi.fn() } } as unknown as Platform
    const format = queryFormat(event, undefined)
    if (format === 'json') return 'json'
    return streamQuery(event, format, { pieces: pieces(), progress: () => ({ scannedRows: 1, scannedBytes: 2, share: 0.5 }), events: sqlEvents, cells: sqlCells(), noCells: [] })
  }))
  server = createServer(toNodeListener(app))
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return (accept: string) => fetch(url, { headers: { accept } })
}

const fail = () => Promise.reject(new AppError('timeout', 'It took too long.'))

describe('an answer that is streamed', () => {
  it('is NDJSON, with a summary at the end, or an error', async () => {
    const lines = async (answer: Response) => (await answer.text()).trimEnd().split('\n').map(line => JSON.parse(line) as object)
    const rows = [{ columns: [{ name: 'n', type: 'UInt8' }, { name: 'text', type: 'String' }] }, { row: [1, '=x'] }, { row: [2, 'a,b'] }]
    const whole = await serve(() => Promise.resolve({ count: 2 }))
    const answer = await whole('application/x-ndjson')
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson')
    expect(await lines(answer)).toEqual([...rows, { summary: { count: 2 } }])
    server.close()
    const broken = await serve(fail)
    expect(await lines(await broken('application/x-ndjson'))).toEqual([...rows, { error: { code: 'timeout', message: 'It took too long.' } }])
  })

  it('is events, and tells how far it is while it lets wait', async () => {
    const wake = Promise.withResolvers<object>()
    const ask = await serve(() => wake.promise)
    const reader = (await ask('text/event-stream')).body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('event: progress')) text += (await reader.read()).value ?? ''
    expect(text).toContain('event: progress\ndata: {"scannedRows":1,"scannedBytes":2,"share":0.5}\n\n')
    wake.resolve({ count: 2 })
    while (!text.includes('event: summary')) text += (await reader.read()).value ?? ''
    expect(text).toContain('event: row\ndata: [1,"=x"]\n\n')
  })

  it('is CSV, whose connection breaks where it is not whole', async () => {
    const whole = await serve(() => Promise.resolve({ truncated: false }))
    const answer = await whole('text/csv')
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8; header=present', 'attachment; filename="cordwood.csv"'])
    expect(await answer.text()).toBe(`n,text\r\n1,'=x\r\n2,"a,b"\r\n`)
    for (const end of [fail, () => Promise.resolve({ truncated: true })]) {
      server.close()
      const broken = await serve(end)
      await expect(broken('text/csv').then(found => found.text())).rejects.toThrow()
    }
  })

  it('is plain JSON for all others', async () => {
    const ask = await serve(fail)
    for (const accept of ['*/*', 'application/json', 'text/html']) expect(await (await ask(accept)).text()).toBe('json')
  })
})
