/** The lines around one: in order, each once, with the labels that are kept. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contextRequestSchema, type ContextRequest } from '#shared/schemas/context'
import type { Scope } from '#shared/types/scope'
import { never, NOON, openStore, scopeOf, type Row, type Store } from './support'

const SECOND = 1_000_000_000n
let store: Store
let scope: Scope

/** Three lines a second for half an hour, of one moment each three; all days apart from a few before. */
const rows: Row[] = Array.from({ length: 300 }, (_, i) => ({
  time: i < 6 ? NOON - 40n * 86_400n * SECOND : NOON + BigInt(Math.floor(i / 3)) * 20n * SECOND, segment: 5n + BigInt(i % 2), ordinal: i,
  service: i % 2 === 0 ? 'api' : 'web', severity: 9, body: `line ${i} {"n":${i}}`, attributes: i % 3 === 0 ? { 'k8s.pod': `p${i % 2}` } : {}, resource: { host: `h${i % 4}` },
}))
const idOf = (i: number) => `${5 + i % 2}-${i}`
/** The numbers of the rows as they stand in the order of time, segment and ordinal. */
const order = rows.map((row, i) => ({ row, i }))
  .sort((a, b) => Number(a.row.time - b.row.time) || Number(a.row.segment! - b.row.segment!) || a.i - b.i).map(({ i }) => i)

beforeAll(async () => {
  store = await openStore()
  scope = await store.source('around')
  await store.insert(scope, rows)
})
afterAll(() => store.close())

const around = (request: Partial<ContextRequest> & { id: string }, of = scope) => store.query.context(of, contextRequestSchema.parse(request), never)
type Found = Awaited<ReturnType<typeof around>>
const numbers = (entries: Found['before']['entries']) => entries.map(({ position }) => position.ordinal)
const near = (middle: number, before: number, after: number, keep: (i: number) => boolean = () => true) => {
  const at = order.indexOf(middle)
  return { before: order.slice(0, at).filter(keep).slice(-before), after: order.slice(at + 1).filter(keep).slice(0, after) }
}

describe('the lines around one', () => {
  it.each([150, 151, 152, 7, 290])('are its neighbours, of the same moment too: %i', async (i) => {
    const { before, line, after } = await around({ id: idOf(i), before: 9, after: 9 })
    expect(line.line.text).toBe(`line ${i} {"n":${i}}`)
    expect({ before: numbers(before.entries), after: numbers(after.entries) }).toEqual(near(i, 9, 9))
  })

  it('are none beyond the first and the last', async () => {
    const first = await around({ id: idOf(order[0]!), before: 5, after: 1 })
    expect([first.before.entries, first.before.cursor]).toEqual([[], null])
    const last = await around({ id: idOf(order.at(-1)!), before: 1, after: 5 })
    expect([last.after.entries, last.after.cursor]).toEqual([[], null])
  })

  it.each([['before', 'cursorBefore', 17], ['after', 'cursorAfter', 23]] as const)('go on with cursors, each once: %s', async (side, name, size) => {
    const seen: number[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const found: Found = await around({ id: idOf(100), before: 0, after: 0, [side]: size, ...cursor === undefined ? {} : { [name]: cursor } })
      const { entries } = found[side]
      if (side === 'before') seen.unshift(...numbers(entries))
      else seen.push(...numbers(entries))
      cursor = found[side].cursor
    }
    expect(seen).toEqual(near(100, 300, 300)[side])
  })

  it('have the labels that are kept, and lack those that it lacks', async () => {
    const service = await around({ id: idOf(150), before: 5, after: 5, keep: ['service_name'] })
    expect({ before: numbers(service.before.entries), after: numbers(service.after.entries) }).toEqual(near(150, 5, 5, i => i % 2 === 0))
    for (const pod of ['k8s.pod', 'k8s_pod']) {
      const host = await around({ id: idOf(151), before: 5, after: 5, keep: ['host', pod, pod] })
      expect({ before: numbers(host.before.entries), after: numbers(host.after.entries) }).toEqual(near(151, 5, 5, i => i % 4 === 3 && i % 3 !== 0))
      const withPod = await around({ id: idOf(150), before: 5, after: 5, keep: [pod] })
      expect({ before: numbers(withPod.before.entries), after: numbers(withPod.after.entries) }).toEqual(near(150, 5, 5, i => i % 3 === 0 && i % 2 === 0))
    }
  })

  it('are those of a query, which also forms them', async () => {
    const found = await around({ id: idOf(150), before: 3, after: 3, keep: ['host'], query: '{service_name=~"api|web"} |= "0 {" | regexp "(?P<n>\\\\d+) {" | n > 20 | line_format "<{{.n}}>"' })
    expect(found.line.line.text).toBe('<150>')
    expect({ before: numbers(found.before.entries), after: numbers(found.after.entries) }).toEqual(near(150, 3, 3, i => i % 10 === 0 && i > 20 && i % 4 === 2))
    expect(found.after.entries.every(({ line }) => /^<\d+>$/.test(line.text))).toBe(true)
    // The line in the middle is there though the query leaves it out.
    expect((await around({ id: idOf(151), query: '{service_name="api"}' })).line.line.text).toBe('line 151 {"n":151}')
  })

  it('lie in the range that is asked for', async () => {
    const time = rows[150]!.time
    const range = { start: String(time - 40n * SECOND), end: String(time + 21n * SECOND) }
    const { before, after } = await around({ id: idOf(150), before: 100, after: 100, ...range })
    expect([...numbers(before.entries), 150, ...numbers(after.entries)].sort()).toEqual([144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155])
    await expect(around({ id: idOf(7), ...range })).rejects.toMatchObject({ code: 'bad_request' })
  })
})

describe('what is no line', () => {
  it.each(['x', '5-151', '99-1', '5-4294967296', `5-1' OR 1=1`])('%s', async (id) => {
    await expect(around({ id })).rejects.toMatchObject({ code: 'not_found' })
    await expect(around({ id: idOf(4) }, scopeOf('not_made_yet'))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('nor is a cursor of another question one of this', async () => {
    const { before, after } = await around({ id: idOf(150), before: 2, after: 2 })
    for (const request of [
      { cursorAfter: before.cursor! }, { cursorBefore: after.cursor! }, { cursorAfter: after.cursor!, keep: ['host'] },
      { cursorAfter: after.cursor!, query: '{service_name="api"}' }, { cursorAfter: 'x' },
    ]) await expect(around({ id: idOf(150), ...request })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(around({ id: idOf(150), query: 'rate({a="b"}[1m])' })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('is not in the text of a statement', async () => {
    const evil = `'); DROP TABLE cordwood.around; --`
    expect((await around({ id: idOf(150), before: 1, after: 1, keep: [evil] })).after.entries).toHaveLength(1)
  })
})
