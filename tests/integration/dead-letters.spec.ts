/** Dead letters over HTTP: what was refused is listed, counted, downloaded, replayed and deleted, each tenant its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeadLetter, DeadLetterCounts, DeadLetterSearchResponse, ReplayResult } from '#shared/schemas/dead-letters'
import { signUp, type Account } from '../fixtures/account'
import { queryPage } from '../fixtures/query'
import { startServer, type TestServer } from '../fixtures/server'
import { waitUntil } from '../fixtures/wait'

let server: TestServer
let alice: Account
let bob: Account
const EVER = { start: '2000-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
const BINARY = Buffer.from([0xFF, 0xFE, 0x00, 0x80])

beforeAll(async () => {
  server = await startServer()
  // The engine may start later than the server answers.
  await waitUntil('it is ready', async () => (await fetch(`${server.url}/ready`)).ok)
  alice = await signUp(server.url, 'alice@example.com')
  bob = await signUp(server.url, 'bob@example.com')
})
afterAll(() => server?.stop())

const call = (method: string, account: Account, path: string, body?: object, headers: Record<string, string> = { cookie: account.cookie }) =>
  fetch(`${server.url}/api/v1/projects/${account.projectId}/dead-letters${path}`, {
    method, headers: { 'content-type': 'application/json', ...headers }, ...(body ? { body: JSON.stringify(body) } : {}),
  })

async function json<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status} ${text}`)
  return JSON.parse(text) as T
}

const search = (account: Account, body: object = {}) => json<DeadLetterSearchResponse>(call('POST', account, '/search', { ...EVER, ...body }))
const counts = (account: Account, body: object = {}) => json<DeadLetterCounts>(call('POST', account, '/reasons', { ...EVER, ...body }))
const replay = (account: Account, body: object) => json<ReplayResult>(call('POST', account, '/replay', body))
const remove = (account: Account, body: object) => json<{ deleted: number }>(call('DELETE', account, '', body))

/** Sends a body that is refused, in whole or in part, and waits for its letters. */
async function send(account: Account, path: string, body: BodyInit, letters: number): Promise<DeadLetter[]> {
  const before = (await counts(account)).total
  await fetch(`${server.url}${path}`, { method: 'POST', headers: { 'x-api-key': account.key }, body })
  await waitUntil(`${letters} more letters are there`, async () => (await counts(account)).total === before + letters)
  return (await search(account, { limit: letters })).letters
}

const lines = async (account: Account, keyword: string) => (await queryPage(server.url, account.key, { ...EVER, keyword })).summary.count

describe('an inbox', () => {
  it('is empty before anything was refused', async () => {
    expect(await search(alice)).toEqual({ letters: [], cursor: null, retentionDays: 30 })
    expect(await counts(alice)).toEqual({ total: 0, reasons: [], sources: [], protocols: [], keys: [] })
    expect(await remove(alice, { filter: EVER })).toEqual({ deleted: 0 })
    expect(await replay(alice, { filter: EVER })).toMatchObject({ replayed: 0, stillRejected: 0, cursor: null })
  })

  it('says what was refused, why, when, and from where', async () => {
    const [letter] = await send(alice, '/ingest', '{"message":"kept"}\n{"message": oops}', 1)
    expect(letter).toMatchObject({
      id: expect.stringMatching(/^\d+-\d+$/), source: 'app', keyName: 'Default key', protocol: 'simple', reason: expect.stringMatching(/JSON/i),
      encoding: 'utf8', raw: '{"message": oops}', bytes: 17, cut: false,
    })
    expect(Math.abs(Date.parse(letter!.receivedAt) - Date.now())).toBeLessThan(120_000)
  })

  it('gives bytes that are no text as base64', async () => {
    const [letter] = await send(alice, '/v1/logs/json', BINARY, 1)
    expect(letter).toMatchObject({ protocol: 'json', encoding: 'base64', bytes: 4 })
    expect(Buffer.from(letter!.raw, 'base64').equals(BINARY)).toBe(true)
  })

  it('takes a key for reading, and nothing more', async () => {
    const key = { 'x-api-key': alice.key }
    const answer = await json<DeadLetterSearchResponse>(call('POST', alice, '/search', EVER, key))
    expect(answer.letters).toHaveLength(2)
    expect(answer.letters[0]).not.toHaveProperty('keyName')
    expect((await call('POST', alice, '/replay', { filter: EVER }, key)).status).toBe(401)
    expect((await call('DELETE', alice, '', { filter: EVER }, key)).status).toBe(401)
  })

  it('filters and counts', async () => {
    const { total, reasons, protocols, sources, keys } = await counts(alice)
    expect(total).toBe(2)
    expect(protocols).toEqual([{ protocol: 'json', count: 1 }, { protocol: 'simple', count: 1 }])
    expect(sources).toEqual([{ source: 'app', count: 2 }])
    expect(keys).toEqual([{ keyId: expect.any(String), keyName: 'Default key', count: 2 }])
    expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(2)
    // A column's own filter does not narrow its counts, that of the others does.
    expect(await counts(alice, { protocol: 'json' })).toMatchObject({ total: 1, protocols, reasons: [{ count: 1 }] })
    expect((await search(alice, { text: 'OOPS' })).letters.map(letter => letter.protocol)).toEqual(['simple'])
    expect((await search(alice, { text: '%' })).letters).toEqual([])
    const reason = (await search(alice, { protocol: 'simple' })).letters[0]!.reason
    expect((await search(alice, { reason: [reason, 'another'], source: 'app', key: keys[0]!.keyId })).letters).not.toHaveLength(0)
    expect((await search(alice, { start: '2100-01-01T00:00:00Z', end: '2101-01-01T00:00:00Z' })).letters).toEqual([])
    expect((await call('POST', alice, '/search', { ...EVER, source: 'nobody' })).status).toBe(404)
  })

  it('goes page by page without gap or repeat', async () => {
    const all: string[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await search(alice, { limit: 1, ...(cursor ? { cursor } : {}) })
      all.push(...page.letters.map(letter => letter.id))
      cursor = page.cursor
    }
    expect(all).toEqual((await search(alice)).letters.map(letter => letter.id))
    expect((await call('POST', alice, '/search', { ...EVER, cursor: 'nonsense' })).status).toBe(400)
    const { cursor } = await search(alice, { limit: 1 })
    expect((await call('POST', alice, '/search', { ...EVER, text: 'other', cursor })).status).toBe(400)
  })

  it('is downloaded as NDJSON and as bytes', async () => {
    const query = new URLSearchParams(EVER)
    const ndjson = await call('GET', alice, `/download?${query}`)
    expect(ndjson.headers.get('content-disposition')).toMatch(/attachment; filename="dead-letters-.*\.ndjson"/)
    const letters = (await ndjson.text()).trimEnd().split('\n').map(line => JSON.parse(line) as DeadLetter)
    expect(letters).toEqual((await search(alice)).letters)
    const raw = await call('GET', alice, `/download?${query}&format=raw&id=${letters[0]!.id}`)
    expect(raw.status).toBe(200)
    expect(Buffer.from(await raw.arrayBuffer())).toEqual(Buffer.concat([BINARY, Buffer.from('\n')]))
  })
})

describe('tenants', () => {
  it('see and touch nothing of each other', async () => {
    const [letter] = (await search(alice)).letters
    for (const headers of [{ cookie: bob.cookie }, { 'x-api-key': bob.key }] as Record<string, string>[]) {
      expect((await call('POST', alice, '/search', EVER, headers)).status).toBe(404)
      expect((await call('POST', alice, '/reasons', EVER, headers)).status).toBe(404)
      expect((await call('GET', alice, `/download?${new URLSearchParams(EVER)}`, undefined, headers)).status).toBe(404)
    }
    expect((await call('POST', alice, '/replay', { filter: EVER }, { cookie: bob.cookie })).status).toBe(404)
    expect((await call('DELETE', alice, '', { filter: EVER }, { cookie: bob.cookie })).status).toBe(404)
    expect((await search(bob)).letters).toEqual([])
    // Another's ids in one's own project name nothing.
    expect(await remove(bob, { ids: [letter!.id] })).toEqual({ deleted: 0 })
    expect(await replay(bob, { ids: [letter!.id], protocol: 'raw' })).toMatchObject({ replayed: 0, stillRejected: 0 })
    expect((await search(alice)).letters).toHaveLength(2)
  })
})

describe('replay', () => {
  it('leaves what still can’t be read, and its reason, where they are', async () => {
    const before = (await search(alice)).letters
    const result = await replay(alice, { filter: EVER })
    expect(result).toMatchObject({ replayed: 0, lines: 0, stillRejected: 2, cursor: null })
    expect((await search(alice)).letters).toEqual(before)
  })

  it('gives a letter the reason of the newest attempt', async () => {
    const [letter] = await send(alice, '/ingest', '[1]', 1)
    const { reasons } = await replay(alice, { ids: [letter!.id], protocol: 'json' })
    expect(reasons[0]!.reason).not.toBe(letter!.reason)
    const after = (await search(alice)).letters.find(({ id }) => id === letter!.id)
    expect(after).toEqual({ ...letter, reason: reasons[0]!.reason })
    expect(await remove(alice, { ids: [letter!.id] })).toEqual({ deleted: 1 })
  })

  it('says when nobody can read what came by a protocol', async () => {
    const before = (await search(alice)).letters
    const { stillRejected, reasons } = await replay(alice, { filter: EVER, protocol: 'carrier-pigeon' })
    expect(stillRejected).toBe(2)
    expect(reasons[0]!.reason).toContain('carrier-pigeon')
    expect((await search(alice)).letters).toEqual(before)
  })

  it('stores what can be read now, and its letters are gone', async () => {
    const body = Array.from({ length: 3 }, (_, i) => `level=warn msg="sent astray ${i}"`).join('\n')
    const letters = await send(alice, '/ingest', body, 3)
    const result = await replay(alice, { filter: { ...EVER, text: 'astray' }, protocol: 'raw' })
    expect(result).toMatchObject({ replayed: 3, lines: 3, stillRejected: 0, reasons: [], cursor: null })
    const left = (await search(alice)).letters.map(letter => letter.id)
    expect(left.filter(id => letters.some(letter => letter.id === id))).toEqual([])
    await waitUntil('the lines can be read', async () => await lines(alice, 'sent astray') === 3)
    expect(await replay(alice, { ids: letters.map(letter => letter.id), protocol: 'raw' })).toMatchObject({ replayed: 0 })
  })
})

describe('deletion', () => {
  it('is for good, and only of what was named', async () => {
    const [letter] = await send(alice, '/ingest', '{"message": gone', 1)
    expect(await remove(alice, { ids: [letter!.id] })).toEqual({ deleted: 1 })
    expect((await search(alice)).letters.map(({ id }) => id)).not.toContain(letter!.id)
    expect(await remove(alice, { filter: { ...EVER, protocol: 'json' } })).toEqual({ deleted: 1 })
    expect((await counts(alice)).protocols).toEqual([{ protocol: 'simple', count: 1 }])
    expect(await remove(alice, { filter: EVER })).toEqual({ deleted: 1 })
    expect((await search(alice)).letters).toEqual([])
  })

  it.each<[string, object]>([
    ['nothing', {}],
    ['both ids and a filter', { ids: ['1-1'], filter: EVER }],
    ['a filter without times', { filter: {} }],
    ['no id', { ids: ['1; DROP TABLE dead_letters'] }],
    ['an id too large', { ids: ['99999999999999999999-1'] }],
    ['too many', { ids: Array.from({ length: 1001 }, (_, i) => `1-${i}`) }],
  ])('refuses %s', async (_name, body) => {
    expect((await call('DELETE', alice, '', body)).status).toBe(400)
    expect((await call('POST', alice, '/replay', body)).status).toBe(400)
  })

  it('takes as many ids as it says', async () => {
    expect(await remove(alice, { ids: Array.from({ length: 1000 }, (_, i) => `7301234567890123456-${i}`) })).toEqual({ deleted: 0 })
  })
})
