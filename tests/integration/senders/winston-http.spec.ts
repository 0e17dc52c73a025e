import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import winston from 'winston'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { startServer, type TestServer } from '../../fixtures/server'
import { readStored } from '../../fixtures/stored'
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
beforeEach(async () => void (proxy = await startFaultProxy(server.url)))
afterEach(() => proxy.close())

interface Sent { info: { message: string } }

/** winston with its Http transport. It sends once, whatever the answer: what became of each line it tells by events. */
function open(path: string, batch: boolean) {
  const { hostname, port } = new URL(proxy.url)
  const transport = new winston.transports.Http({
    // Batches are full: none waits for its time, which a busy machine may be past before it has written 20 lines.
    host: hostname, port: Number(port), path, batch, batchCount: 20, batchInterval: 600_000, auth: { bearer: account.key },
  } as winston.transports.HttpTransportOptions)
  const logged: string[] = []
  const warnings: string[] = []
  transport.on('logged', (info: Sent['info']) => logged.push(info.message))
  transport.on('warn', (error: Error) => warnings.push(error.message))
  return { logger: winston.createLogger({ level: 'silly', transports: [transport], defaultMeta: { service: 'winston-http' } }), logged, warnings }
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix} ${String(i).padStart(3, '0')}`)
const messages = (records: readonly LogRow[]) => records.map(({ message }) => message).sort()
const stored = (prefix: string, count: number) => readStored(server.url, account.key, count, ({ message }) => message.startsWith(`${prefix} `))
const answered = (count: number) => waitUntil(`${count} requests are answered`, () => proxy.requests.length >= count)

describe.each([['/ingest', false], ['/ingest', true], ['/v1/logs/json', false], ['/v1/logs/json', true]])('winston’s Http transport to %s, batch: %s', (path, batch) => {
  const prefix = `w${path.length}${String(batch)}`

  it('gets every line in once, with its level and fields', async () => {
    const { logger, warnings } = open(path, batch)
    const lines = names(prefix, 100)
    for (const line of lines) logger.warn(line, { order: { id: 7 } })
    const records = await stored(prefix, 100)
    expect(messages(records)).toEqual(lines)
    expect(records[0]).toMatchObject({ level: 'warn', service: 'winston-http', attributes: { order: { id: 7 } } })
    expect(warnings).toEqual([])
    expect(proxy.requests.map(({ path: asked, status }) => `${asked} ${status}`)).toEqual(Array.from({ length: batch ? 5 : 100 }, () => `${path} 200`))
  })

  it.each([429, 503])('does not send again on %d, and tells its owner', async (status) => {
    const { logger, warnings } = open(path, batch)
    proxy.failNext(status, 1, { 'retry-after': '1' })
    for (const line of names(`${prefix}-${status}-lost`, batch ? 20 : 1)) logger.info(line)
    await answered(1)
    const kept = names(`${prefix}-${status}-kept`, 20)
    for (const line of kept) logger.info(line)
    expect(messages(await stored(`${prefix}-${status}-kept`, 20))).toEqual(kept)
    expect(warnings).toEqual([`Invalid HTTP Status Code: ${status}`])
    expect(await stored(`${prefix}-${status}-lost`, 0)).toEqual([])
  })
})

it('loses through a restart of the server only what winston says it could not send, and doubles nothing', async () => {
  const { logger, logged, warnings } = open('/ingest', false)
  const lines = names('restart', 300)
  for (const line of lines.slice(0, 100)) logger.info(line)
  await answered(100)
  await server.kill()
  for (const line of lines.slice(100, 200)) logger.info(line)
  await waitUntil('the sender has met the stopped server', () => warnings.length === 100)
  server = await startServer({ dataDir: server.dataDir })
  proxy.retarget(server.url)
  for (const line of lines.slice(200)) logger.info(line)
  await waitUntil('all that could be sent was taken', () => logged.length === 200)
  expect(messages(await stored('restart', 200))).toEqual([...logged].sort())
  expect([...logged].sort()).toEqual([...lines.slice(0, 100), ...lines.slice(200)])
})
