/** A thousand tails at once. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signUp, type Account } from '../../fixtures/account'
import { startServer, type TestServer } from '../../fixtures/server'
import { SseTail } from '../../fixtures/tail'
import { metric, waitUntil } from '../../fixtures/wait'

const TAILS = 1000

let server: TestServer
let account: Account

beforeAll(async () => {
  server = await startServer()
  account = await signUp(server.url)
})
afterAll(() => server?.stop())

it('each get each line of theirs, and one more is refused', async () => {
  const open = (i: number) => SseTail.open(server.url, { 'x-api-key': account.key }, { query: `{service_name="shop"} |= "to ${i % 10}."`, limit: '0' })
  const tails: SseTail[] = []
  for (let i = 0; i < TAILS; i += 50) tails.push(...await Promise.all(Array.from({ length: 50 }, (_, k) => open(i + k))))
  await waitUntil('all are open', () => tails.every(tail => tail.lastEventId !== ''))
  expect(await metric(server.url, 'cordwood_tail_open')).toBe(TAILS)
  await expect(open(0)).rejects.toThrow(/429 .*1000 live tails/)

  const expected = Array.from({ length: 10 }, (_, round) => Array.from({ length: 10 }, (_, i) => `line ${round} to ${i}.`))
  let slowest = 0
  for (const lines of expected) {
    const answer = await fetch(`${server.url}/ingest`, {
      method: 'POST', headers: { 'x-api-key': account.key, 'content-type': 'application/json' }, body: JSON.stringify(lines.map(message => ({ service: 'shop', message }))),
    })
    expect(answer.ok).toBe(true)
    const acknowledged = performance.now()
    const count = tails[0]!.lines.length
    await waitUntil('all have the lines', () => tails.every(tail => tail.lines.length > count - 1 && tail.messages.at(-1)?.startsWith(lines[0]!.slice(0, 7))))
    slowest = Math.max(slowest, ...tails.map(tail => tail.times.at(-1)! - acknowledged))
  }
  console.info(`the slowest of ${TAILS} tails had a line ${slowest.toFixed(0)} ms after its acknowledgement`)
  tails.forEach((tail, i) => expect(tail.messages).toEqual(expected.map(lines => lines[i % 10])))
  expect(tails.flatMap(tail => tail.skipped)).toEqual([])

  await server.stop()
  await Promise.all(tails.map(tail => tail.done))
  expect(new Set(tails.map(tail => tail.end?.code))).toEqual(new Set(['unavailable']))
})
