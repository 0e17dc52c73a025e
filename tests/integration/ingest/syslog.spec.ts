/** What syslog does that no sender of the field shows: its start, its limits, its dead letters. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { freePort } from '../../fixtures/free-port'
import { queryAll } from '../../fixtures/query'
import { startServer, type TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

let server: TestServer
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server?.stop()
})

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

const post = (account: Account, path: string, body: object) => fetch(`${server.url}/api/v1/projects/${account.projectId}${path}`, {
  method: 'POST', headers: { 'cookie': account.cookie, 'content-type': 'application/json' }, body: JSON.stringify(body),
})
const everything = { start: '1970-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
const listening = (count: number) => waitUntil(`${count} addresses take syslog`, async () => await metric(server.url, 'cordwood_syslog_listening') === count)
const checks = async () => (await (await fetch(`${server.url}/ready`)).json() as { checks: Record<string, string> }).checks

describe('on the first day', () => {
  it('the server starts without a project, says what syslog waits for, and takes it as soon as there is one', async () => {
    const [port, other] = [await freePort(), await freePort()]
    server = await startServer({ env: { CORDWOOD_SYSLOG: `tcp://${port},tcp://${other}/network` } })
    expect((await checks()).syslog).toMatch(/Sign up.*no source "network" in the first project/)
    await expect(dial(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const account = await signUp(server.url)
    await listening(1)
    expect((await checks()).syslog).toContain('no source "network"')
    expect((await post(account, '/sources', { name: 'network', retentionDays: 7 })).status).toBe(201)
    await listening(2)
    expect((await checks()).syslog).toBe('ok')
    ;(await dial(port)).end('<13>to the default source\n')
    ;(await dial(other)).end('<13>to its own source\n')
    const messagesOf = async (source: string) => (await queryAll(server.url, account.key, { ...everything, source })).map(({ message }) => message)
    await waitUntil('both are there', async () => (await messagesOf('app')).length + (await messagesOf('network')).length === 2)
    expect([await messagesOf('app'), await messagesOf('network')]).toEqual([['to the default source'], ['to its own source']])
    expect(server.output()).toContain('syslog does not listen yet')
  })

  it('a setting that can’t be read is refused at the start', async () => {
    await expect(startServer({ env: { CORDWOOD_SYSLOG: 'tcp://example.com:514' } })).rejects.toThrow(/CORDWOOD_SYSLOG/)
  })
})

describe('what can’t be read', () => {
  it('becomes a dead letter that names the listener, and is replayed as syslog', async () => {
    const port = await freePort()
    server = await startServer({ env: { CORDWOOD_SYSLOG: `tcp://${port}`, CORDWOOD_MAX_LINE_KB: '1' } })
    const account = await signUp(server.url)
    await listening(1)
    ;(await dial(port)).end(`<13>good\n${'x'.repeat(2000)}\n100 <11>Oct 11 22:14:15 web1 shop[7]: cut`)
    const letters = async (filter: object = {}) => (await (await post(account, '/dead-letters/search', { ...everything, ...filter })).json() as { letters: { keyId: string, protocol: string, reason: string, raw: string }[] }).letters
    await waitUntil('there are two letters', async () => (await letters()).length === 2)
    const key = `syslog:tcp:${port}`
    expect(await letters({ key, reason: 'The line is longer than 1,024 bytes; send it in pieces' })).toMatchObject([{ keyId: key, protocol: 'syslog', raw: 'x'.repeat(2000) }])
    const replayed = await post(account, '/dead-letters/replay', { filter: everything })
    expect(await replayed.json()).toMatchObject({ replayed: 1, lines: 1, stillRejected: 1 })
    await waitUntil('all lines are there', async () => (await queryAll(server.url, account.key, everything)).length === 2)
    const [cut] = await queryAll(server.url, account.key, { ...everything, service: 'shop' })
    expect(cut).toMatchObject({ message: 'cut', level: 'error', resource: { 'host.name': 'web1' } })
  })
})

describe('a source of access logs', () => {
  it('takes what nginx sends by syslog, and nothing else', async () => {
    const port = await freePort()
    server = await startServer({ env: { CORDWOOD_SYSLOG: `tcp://${port}/web` } })
    const account = await signUp(server.url)
    expect((await post(account, '/sources', { name: 'web', schema: 'http' })).status).toBe(201)
    await listening(1)
    ;(await dial(port)).end('<190>Oct 11 22:14:15 web1 nginx: 192.0.2.7 - - [11/Oct/2026:22:14:15 +0000] "GET /cart?id=7 HTTP/1.1" 503 12 "-" "curl/8"\n<190>Oct 11 22:14:15 web1 nginx: hello\n')
    let rows: { message: string, attributes: object }[] = []
    await waitUntil('the line is there', async () => (rows = await queryAll(server.url, account.key, { ...everything, source: 'web' })).length === 1)
    expect(rows).toMatchObject([{ level: 'error', resource: { 'host.name': 'web1' }, attributes: { 'http.request.method': 'GET', 'url.path': '/cart', 'http.response.status_code': 503 } }])
    const letters = await post(account, '/dead-letters/search', everything)
    expect(await letters.json()).toMatchObject({ letters: [{ source: 'web', keyId: `syslog:tcp:${port}`, raw: expect.stringContaining('hello') as string }] })
  })
})

describe('a sender that is too fast', () => {
  it('has to wait, and gets every line in once', async () => {
    const port = await freePort()
    server = await startServer({ env: { CORDWOOD_SYSLOG: `tcp://${port}`, CORDWOOD_RATE_KEY_LINES: '1000' } })
    const account = await signUp(server.url)
    await listening(1)
    const lines = Array.from({ length: 14_000 }, (_, i) => `line ${i}`)
    const socket = await dial(port)
    socket.end(lines.map(line => `<13>${line} ${'x'.repeat(60)}\n`).join(''))
    await waitUntil('lines had to wait', () => server.output().includes('syslog has to wait'))
    await waitUntil('all lines were taken', async () => await metric(server.url, 'cordwood_ingest_lines_total') === lines.length)
    await waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
    const stored = await queryAll(server.url, account.key, everything)
    expect(new Set(stored.map(({ message }) => message.split(' x')[0])).size).toBe(lines.length)
    expect(stored).toHaveLength(lines.length)
    expect(await metric(server.url, 'cordwood_syslog_dropped_messages_total')).toBe(0)
  })
})
