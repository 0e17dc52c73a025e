/** One tail that follows several sources: each line once, in order within its source, whatever breaks. */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { logqlResponseSchema } from '#shared/schemas/logql'
import type { TailMessage } from '#shared/schemas/tail'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { knock, SocketTail, type LokiTailMessage } from '../../fixtures/socket-tail'
import { SteadyLoad } from '../../fixtures/steady-load'
import { fetchSkipped, openPaused, SseTail, type SkippedMessage, type TailLineMessage } from '../../fixtures/tail'
import { metric, waitUntil } from '../../fixtures/wait'

const both = 'app,jobs'

let server: TestServer
let account: Account
let otherKey: string
const closers: (() => unknown)[] = []

beforeAll(async () => {
  // Not one that goes when a server stops
  server = await startServer({ dataDir: await mkdtemp(join(tmpdir(), 'cordwood-tails-')) })
  account = await signUp(server.url)
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers: { 'cookie': account.cookie, 'origin': server.url, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return await answer.json() as { project: { id: string }, apiKey: { key: string } }
  }
  for (const name of ['jobs', 'unused']) await post(`/api/v1/projects/${account.projectId}/sources`, { name })
  const other = await post('/api/v1/projects', { name: 'Other' })
  await post(`/api/v1/projects/${other.project.id}/sources`, { name: 'foreign' })
  otherKey = other.apiKey.key
})
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
})
afterAll(async () => {
  const dataDir = server?.dataDir
  await server?.stop()
  if (dataDir) rmSync(dataDir, { recursive: true, force: true })
})

const keyed = () => ({ 'x-api-key': account.key })

async function send(source: string, lines: object[], key = account.key): Promise<void> {
  const answer = await fetch(`${server.url}/ingest?source=${source}`, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(lines) })
  if (!answer.ok) throw new Error(await answer.text())
}

async function open(params: Record<string, string>, headers: Record<string, string> = {}): Promise<SseTail> {
  const tail = await SseTail.open(server.url, { ...keyed(), ...headers }, { source: both, limit: '0', ...params })
  closers.push(() => tail.close())
  return tail
}

const isOpen = (tail: SseTail) => waitUntil('the tail is open', () => tail.lastEventId !== '')
const numberOf = (line: string) => Number(line.split(' ').at(-1))
const byNumber = (a: string, b: string) => numberOf(a) - numberOf(b)
const brief = (lines: readonly TailLineMessage[]) => lines.map(({ source, line }) => `${source}: ${line}`)

describe('a tail of several sources', () => {
  it('has every line once, in order within its source, over breaks, a restart and a kill', async () => {
    const query = '{service_name="load"}'
    let tail = await open({ query })
    await isOpen(tail)
    const loads = ['app', 'jobs'].map(source => [source, new SteadyLoad(`${source} line`, () => `${server.url}/ingest?source=${source}`, account.key)] as const)
    const got: TailLineMessage[] = []
    const skipped: SkippedMessage[] = []
    for (const round of [1, 2, 3, 4, 5, 6]) {
      const before = tail.lines.length
      const fresh = () => tail.lines.slice(before)
      await waitUntil('lines come of both', () => ['app', 'jobs'].every(name => fresh().filter(({ source }) => source === name).length > 10))
      await tail.close()
      got.push(...tail.lines)
      skipped.push(...tail.skipped)
      const position = tail.lastEventId
      expect(position).toMatch(/^app:\d+-\d+,jobs:\d+-\d+$/)
      if (round === 3) await server.stop()
      if (round === 5) await server.kill()
      if (round === 3 || round === 5) server = await startServer({ dataDir: server.dataDir })
      tail = round % 2 === 0 ? await open({ query, after: position }) : await open({ query }, { 'last-event-id': position })
    }
    const acknowledged = new Map(await Promise.all(loads.map(async ([source, load]) => [source, await load.end()] as const)))
    await waitUntil('the last lines show', () => [...acknowledged.values()].every(lines => tail.messages.includes(lines.at(-1)!)))
    await tail.close()
    got.push(...tail.lines)
    // A busy machine may be too slow for the load: what it skips it tells, and none of it twice.
    const missed = await fetchSkipped(server.url, account.key, { query, source: both.split(',') }, [...skipped, ...tail.skipped])
    const all = [...got, ...missed]
    expect(new Set(all.map(({ source, id }) => `${source} ${id}`)).size).toBe(all.length)
    for (const [name, lines] of acknowledged) {
      // What a kill kept from being acknowledged may be stored, or not.
      const known = new Set(lines)
      const linesOf = (some: readonly TailLineMessage[]) => some.filter(({ source }) => source === name).map(({ line }) => line)
      const own = linesOf(got)
      expect(linesOf(all).filter(line => known.has(line)).sort(byNumber)).toEqual(lines)
      expect(own).toEqual(own.toSorted(byNumber))
      expect(own.every(line => line.startsWith(`${name} line`))).toBe(true)
    }
    console.info(`${all.length} lines of two sources, ${missed.length} of them skipped and fetched, over five breaks, a restart and a kill among them`)
  })

  it('shows lines in the order in which they arrived, as the query API gives them later', async () => {
    const query = '{service_name="order"}'
    const tail = await open({ query })
    await isOpen(tail)
    for (let i = 0; i < 10; i++) await send(i % 2 === 0 ? 'app' : 'jobs', [{ service: 'order', message: `line ${i}` }])
    await waitUntil('the lines show', () => tail.lines.length === 10)
    expect(brief(tail.lines)).toEqual(Array.from({ length: 10 }, (_, i) => `${i % 2 === 0 ? 'app' : 'jobs'}: line ${i}`))
    await waitUntil('the lines are stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
    const answer = await fetch(`${server.url}/api/v1/query`, { method: 'POST', headers: { ...keyed(), 'content-type': 'application/json' }, body: JSON.stringify({ source: both.split(','), query, start: Date.now() - 3_600_000, end: Date.now() + 3_600_000, order: 'asc' }) })
    const found = logqlResponseSchema.parse(await answer.json())
    expect(found.kind === 'lines' && found.lines).toEqual(tail.lines)
  })

  it('begins with the newest lines of all, also where one has had none', async () => {
    await send('app', [1, 2].map(n => ({ service: 'before', message: `a${n}`, timestamp: new Date(Date.now() - 10_000 + n).toISOString() })))
    await send('jobs', [1, 2].map(n => ({ service: 'before', message: `j${n}`, timestamp: new Date(Date.now() - 5_000 + n).toISOString() })))
    const tail = await open({ query: '{service_name="before"}', limit: '3', source: `${both},unused` })
    await isOpen(tail)
    await send('unused', [{ service: 'before', message: 'first' }])
    await waitUntil('the lines show', () => tail.lines.length >= 4)
    expect(brief(tail.lines)).toEqual(['app: a2', 'jobs: j1', 'jobs: j2', 'unused: first'])
    await tail.close()
    await send('jobs', [{ service: 'before', message: 'missed' }])
    const next = await open({ query: '{service_name="before"}', after: tail.lastEventId, source: `unused,${both}` })
    await waitUntil('the line shows', () => next.lines.length > 0)
    expect(brief(next.lines)).toEqual(['jobs: missed'])
  })

  it('is told what it skipped when it reads too slowly, and can ask for just that', async () => {
    const query = '{service_name="slow"} |= "x"'
    const lines = 400
    const tail = await openPaused(server.url, account.key, { query, limit: '0', source: both })
    closers.push(() => tail.close())
    for (let i = 0; i < lines; i += 20) {
      await send(i % 3 === 0 ? 'jobs' : 'app', Array.from({ length: 20 }, (_, k) => ({ service: 'slow', message: `${i + k} ${'x'.repeat(60_000)}`, timestamp: new Date(Date.now() - (i + k) * 1000).toISOString() })))
    }
    await waitUntil('lines are skipped', async () => (await metric(server.url, 'cordwood_tail_skipped_lines_total') ?? 0) > 0)
    const reader = tail.read()
    await waitUntil('the skipped lines are told', () => reader.skipped.length > 0 && reader.lines.length + reader.skipped.reduce((sum, { count }) => sum + count!, 0) === lines)
    const missed: TailLineMessage[] = []
    for (const part of reader.skipped) {
      const found = await fetchSkipped(server.url, account.key, { query, source: both.split(',') }, [part])
      expect(found).toHaveLength(part.count!)
      missed.push(...found)
    }
    const all = [...reader.lines, ...missed]
    expect(all.map(({ line }) => Number(line.split(' ')[0])).sort((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, i) => i))
    expect(new Set(missed.map(({ source }) => source))).toEqual(new Set(['app', 'jobs']))
  })

  it('may be had over WebSocket, and as Loki’s', async () => {
    const [own, loki] = await Promise.all([
      SocketTail.open<TailMessage>(server.url, '/api/v1/tail', keyed(), { source: both, query: '{service_name="socket"}', limit: '0' }),
      SocketTail.open<LokiTailMessage>(server.url, '/loki/api/v1/tail', { ...keyed(), 'x-source': 'app, jobs' }, { query: '{service_name="socket"}', limit: '0' }),
    ])
    closers.push(() => own.close(), () => loki.close())
    await waitUntil('the tail is open', () => own.messages.length > 0)
    await send('app', [{ service: 'socket', message: 'one' }])
    await send('jobs', [{ service: 'socket', message: 'two' }])
    const lokiLines = () => loki.messages.flatMap(({ streams }) => streams.flatMap(({ values }) => values.map(([, line]) => line)))
    const ownLines = () => own.messages.flatMap(message => message.event === 'lines' ? message.data.lines : [])
    await waitUntil('the lines show', () => lokiLines().length === 2 && ownLines().length === 2)
    expect([brief(ownLines()), lokiLines()]).toEqual([['app: one', 'jobs: two'], ['one', 'two']])
    expect(own.messages.findLast(({ event }) => event === 'lines')).toMatchObject({ id: expect.stringMatching(/^app:.*,jobs:/) as string })
  })

  it('never shows lines of another project', async () => {
    const tail = await open({ query: '{service_name="both"}' })
    await isOpen(tail)
    await send('foreign', [{ service: 'both', message: 'canary' }], otherKey)
    await send('jobs', [{ service: 'both', message: 'mine' }])
    await waitUntil('the line shows', () => tail.lines.length > 0)
    expect(tail.messages).toEqual(['mine'])
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['another project’s source among them', { source: 'app,foreign' }, /404 .*foreign/], ['one that is not there', { source: 'app,none' }, /404 .*none/], ['too many', { source: Array.from({ length: 21 }, (_, i) => `s${i}`).join() }, /400 /],
    ['no names', { source: 'app,x`) UNION ALL SELECT' }, /400 /], ['the id of one source', { source: both, after: '1-1' }, /400 .*Send it with the sources that it came from/],
    ['the id of others', { source: both, after: 'app:1-1,foreign:1-1' }, /400 .*Send it with the sources/], ['the id of several for one', { source: 'app', after: 'app:1-1,jobs:1-1' }, /400 .*Send it with the sources/],
    ['an id that is none', { source: both, after: 'app:1-1;jobs:1-1' }, /400 .*Expected the id of a line/], ['a list that is too long', { source: both, after: `${'app:1-1,'.repeat(1000)}jobs:1-1` }, /400 /],
  ])('refuses %s', async (_name, params, message) => {
    await expect(open({ query: '{service_name="both"}', ...params })).rejects.toThrow(message)
    const address = `${server.url}/api/v1/tail?${new URLSearchParams({ query: '{service_name="both"}', ...params })}`
    expect(String((await knock(address, keyed())).status)).toBe(message.source.slice(0, 3))
  })
})
