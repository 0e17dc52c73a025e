import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LogRow } from '#shared/schemas/query'
import { signUp, type Account } from '../../fixtures/account'
import { curl, hasCurl } from '../../fixtures/curl'
import { startFaultProxy, type FaultProxy } from '../../fixtures/fault-proxy'
import { startServer, type TestServer } from '../../fixtures/server'
import { storedOf } from '../../fixtures/stored'
import { tempFolder } from '../../fixtures/temp-folder'
import { waitUntil } from '../../fixtures/wait'

const isThere = hasCurl()
if (!isThere) console.warn('SKIPPED: there is no curl on this machine')

describe.skipIf(!isThere)('curl', () => {
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

  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix} ${String(i).padStart(5, '0')}`)
  /** Of a service that is called as the lines are. */
  const ndjson = (lines: string[]) => lines.map(message => JSON.stringify({ service: message.split(' ')[0], message })).join('\n')
  const messages = (records: readonly LogRow[]) => records.map(({ message }) => message).sort()
  const stored = (prefix: string, count: number) => storedOf(() => server.url, account.key, prefix, count)
  const key = () => ['-H', `X-API-Key: ${account.key}`]

  /** The body as a file: what curl can send again. */
  async function file(name: string, body: string | Uint8Array): Promise<string> {
    const path = join(await folder.make(), name)
    writeFileSync(path, body)
    return path
  }

  it.each<[string, string[], (text: string) => string | Uint8Array]>([
    ['plain', [], text => text], ['gzip', ['-H', 'Content-Encoding: gzip'], text => gzipSync(text)], ['zstd', ['-H', 'Content-Encoding: zstd'], text => zstdCompressSync(text)],
  ])('gets every line in once from a file, %s', async (name, headers, encode) => {
    const lines = names(name, 5000)
    const answer = await curl([`${proxy.url}/ingest`, ...key(), ...headers, '--data-binary', `@${await file(name, encode(ndjson(lines)))}`])
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { accepted: 5000, rejected: 0 }])
    expect(messages(await stored(name, 5000))).toEqual(lines)
  })

  it.each(['/ingest', '/v1/logs/json'])('streams chunked to %s, and waits for 100 Continue', async (path) => {
    const name = `chunked${path.length}`
    const lines = names(name, 5000)
    const pieces = Array.from({ length: 20 }, (_, i) => `${ndjson(lines.slice(i * 250, i * 250 + 250))}\n`)
    const answer = await curl(['-X', 'POST', '-T', '-', server.url + path, ...key(), '-H', 'content-type: application/x-ndjson', '-H', 'Expect: 100-continue'], pieces)
    expect(answer.trace).toMatch(/> Transfer-Encoding: chunked/i)
    expect(answer.trace).toMatch(/< HTTP\/1.1 100 Continue/)
    expect(JSON.parse(answer.body)).toEqual({ accepted: 5000, rejected: 0 })
    expect(messages(await stored(name, 5000))).toEqual(lines)
  })

  it('streams chunked and compressed', async () => {
    const lines = names('stream', 5000)
    const answer = await curl(['-X', 'POST', '-T', '-', `${server.url}/ingest`, ...key(), '-H', 'Content-Encoding: zstd'], [zstdCompressSync(ndjson(lines))])
    expect(answer.status).toBe(200)
    expect(messages(await stored('stream', 5000))).toEqual(lines)
  })

  it('sends again on 429 and 503 with --retry, when Retry-After says so', async () => {
    proxy.failNext(429, 1, { 'retry-after': '3' })
    proxy.failNext(503, 1, { 'retry-after': '3' })
    const lines = names('retry', 500)
    const answer = await curl([`${proxy.url}/ingest`, ...key(), '--retry', '5', '--no-silent', '--data-binary', `@${await file('retry', ndjson(lines))}`])
    expect(answer.status).toBe(200)
    // By itself it would wait one second, then two
    expect(answer.trace.match(/Will retry in \d+ seconds/g)).toEqual(['Will retry in 3 seconds', 'Will retry in 3 seconds'])
    expect(proxy.requests.map(({ status }) => status)).toEqual([429, 503, 200])
    expect(messages(await stored('retry', 500))).toEqual(lines)
  })

  it('gives up without --retry, and says so', async () => {
    proxy.failNext(503, 1, { 'retry-after': '1' })
    const answer = await curl([`${proxy.url}/ingest`, ...key(), '--fail-with-body', '-d', '{"message":"lost 0"}'])
    expect([answer.status, answer.exitCode]).toEqual([503, 22])
    expect(proxy.requests).toHaveLength(1)
  })

  it('loses and doubles nothing while the server is restarted', async () => {
    const before = names('before', 1000)
    const during = names('during', 1000)
    expect((await curl([`${proxy.url}/ingest`, ...key(), '--data-binary', `@${await file('before', ndjson(before))}`])).status).toBe(200)
    await server.kill()
    const sending = curl([`${proxy.url}/ingest`, ...key(), '--retry', '60', '--retry-delay', '1', '--data-binary', `@${await file('during', ndjson(during))}`])
    await waitUntil('curl has met the stopped server', () => proxy.requests.some(({ status }) => status === 502))
    proxy.hold()
    server = await startServer({ dataDir: server.dataDir })
    proxy.retarget(server.url)
    expect((await sending).status).toBe(200)
    expect(messages(await stored('before', 1000))).toEqual(before)
    expect(messages(await stored('during', 1000))).toEqual(during)
  })
})
