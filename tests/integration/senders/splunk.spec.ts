import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { startServer, type TestServer } from '../../fixtures/server'
import { splunkLogger, winstonToSplunk } from '../../fixtures/splunk-senders'
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
beforeEach(async () => {
  // These senders send again when the connection breaks, and on no status
  proxy = await startFaultProxy(server.url, 'cut')
})
afterEach(() => proxy.close())

/** What is stored of lines that begin with `prefix`. */
const stored = (prefix: string, count: number) => readStored(server.url, account.key, count, ({ message }) => message.startsWith(prefix))

const lines = (prefix: string, from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${prefix} ${from + i}`)
const messages = (records: readonly LogRow[]) => records.map(({ message }) => message).sort()

async function restart(): Promise<void> {
  await waitUntil('the sender has met the stopped server', () => proxy.requests.some(({ status }) => status === 502))
  proxy.hold()
  server = await startServer({ dataDir: server.dataDir })
  proxy.retarget(server.url)
}

describe('splunk-logging', () => {
  it('gets every line in once, with what it says about it', async () => {
    const sender = splunkLogger(proxy.url, account.key)
    for (const line of lines('plain', 0, 500)) sender.log(line, 'warn')
    expect(await sender.flushed()).toEqual({ text: 'Success', code: 0 })
    sender.log({ temperature: 7, nested: { a: [1, 'two'] } })
    await sender.flushed()
    const records = await stored('plain', 500)
    expect(messages(records)).toEqual(lines('plain', 0, 500).sort())
    expect(records[0]).toMatchObject({ service: 'splunk-logging', level: 'warn' })
    expect((await stored('{"temp', 1))[0]).toMatchObject({ attributes: { message: { temperature: 7, nested: { a: [1, 'two'] } } } })
    expect(sender.errors).toEqual([])
    expect(proxy.requests.map(({ path }) => path)).toEqual(['/services/collector/event/1.0', '/services/collector/event/1.0'])
  })

  it('does not send again on 429 and 503, as is its rule, and tells its owner of our own refusal', async () => {
    const sender = splunkLogger(proxy.url, account.key, 3)
    proxy.failNext(429)
    proxy.failNext(503)
    for (const line of lines('busy', 0, 3)) {
      sender.log(line)
      await sender.flushed()
    }
    expect(messages(await stored('busy', 1))).toEqual(['busy 2'])
    expect(proxy.requests.map(({ status }) => status)).toEqual([429, 503, 200])
    const stranger = splunkLogger(proxy.url, 'cw_wrong')
    stranger.log('refused')
    await stranger.flushed()
    expect(stranger.errors).toEqual(['4 Invalid token'])
  })

  it('loses and doubles nothing while the server is restarted', async () => {
    const sender = splunkLogger(proxy.url, account.key, 30)
    for (const line of lines('restart', 0, 200)) sender.log(line)
    await sender.flushed()
    await server.stop()
    for (const line of lines('restart', 200, 400)) sender.log(line)
    const flushed = sender.flushed()
    await restart()
    expect(await flushed).toEqual({ text: 'Success', code: 0 })
    expect(messages(await stored('restart', 400))).toEqual(lines('restart', 0, 400).sort())
  })
})

describe('winston-splunk-httplogger', () => {
  it('gets every line in once, with its level and its metadata', async () => {
    const logger = winstonToSplunk(proxy.url, account.key)
    for (const line of lines('winston', 0, 100)) logger.warn(line, { order: { id: 7 } })
    const records = await stored('winston', 100)
    expect(messages(records)).toEqual(lines('winston', 0, 100).sort())
    expect(records[0]).toMatchObject({ service: 'winston', level: 'warn', attributes: { message: { meta: { order: { id: 7 } } } } })
    logger.close()
  })

  it('loses and doubles nothing while the server is restarted', async () => {
    const logger = winstonToSplunk(proxy.url, account.key, 30)
    await server.stop()
    for (const line of lines('again', 0, 20)) logger.info(line)
    await restart()
    expect(messages(await stored('again', 20))).toEqual(lines('again', 0, 20).sort())
    logger.close()
  })
})
