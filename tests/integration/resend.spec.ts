/**
 * Senders that send again, with the same Idempotency-Key, whatever was not answered, while the server is killed with
 * SIGKILL at random moments: at the end every line is there exactly once, also of requests that were killed between
 * their fsync and their answer. `npm run test:kill -- --kills 200` does it longer.
 */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { signUp } from '../fixtures/account'
import { queryAll } from '../fixtures/query'
import { spawnServer, startServer } from '../fixtures/server'
import { metric, waitUntil } from '../fixtures/wait'

const KILLS = Number(process.env.CORDWOOD_KILLS ?? 4)
const SENDERS = 8

let server: Awaited<ReturnType<typeof spawnServer>> | Awaited<ReturnType<typeof startServer>> | undefined
let dataDir = ''
afterAll(async () => {
  await server?.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

const random = (below: number) => Math.floor(Math.random() * below)

interface Batch { readonly key: string, readonly ids: string[] }

/** What became of the requests. */
const seen = { acknowledged: new Set<string>(), answers: 0, again: 0, storedUnanswered: 0, wrong: [] as string[] }

async function post(apiKey: string, { key, ids }: Batch): Promise<{ status: number, replayed: boolean, text: string } | undefined> {
  // A bad line in each: its letter must not be doubled either.
  const body = [...ids.map(id => JSON.stringify({ service: 'again', message: id })), `{bad ${key}`].join('\n')
  const answer = await fetch(`${server!.url}/ingest`, {
    method: 'POST', headers: { 'x-api-key': apiKey, 'idempotency-key': key }, body, signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined)
  const text = await answer?.text().catch(() => undefined)
  return answer && text !== undefined ? { status: answer.status, replayed: answer.headers.get('idempotency-replayed') === 'true', text } : undefined
}

/** Sends a batch until it is acknowledged. */
async function deliver(apiKey: string, batch: Batch): Promise<void> {
  for (let tries = 0; ; tries++) {
    const answer = await post(apiKey, batch)
    if (answer?.status === 200) {
      seen.answers++
      if (!answer.text.startsWith(`{"accepted":${batch.ids.length},"rejected":1,`)) seen.wrong.push(answer.text)
      if (tries === 0 && answer.replayed) seen.wrong.push('a new request counts as sent again')
      if (answer.replayed) seen.storedUnanswered++
      for (const id of batch.ids) seen.acknowledged.add(id)
      return
    }
    await sleep(20)
  }
}

async function runSender(name: string, apiKey: string, stopped: () => boolean): Promise<void> {
  const delivered: Batch[] = []
  for (let number = 0; !stopped(); number++) {
    const batch = { key: `${name}-${number}`, ids: Array.from({ length: 1 + random(random(20) === 0 ? 2000 : 50) }, (_, i) => `${name}-${number}-${i}`) }
    await deliver(apiKey, batch)
    delivered.push(batch)
    if (random(10) > 0) continue
    // A sender that lost the answer on its own side.
    const old = delivered[random(delivered.length)]!
    const answer = await post(apiKey, old)
    if (answer?.status !== 200) continue
    seen.again++
    if (!answer.replayed) seen.wrong.push(`${old.key} was stored again`)
  }
}

it(`stores every request once through ${KILLS} kills of the server`, async () => {
  server = await startServer()
  dataDir = server.dataDir
  const { key, projectId } = await signUp(server.url)
  let stop = false
  const senders = Array.from({ length: SENDERS }, (_, i) => runSender(`sender${i}`, key, () => stop))

  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(100 + random(1500))
    // Half of the kills come when segments have ended already, and only the journal knows of their requests.
    if (kill % 2 === 1) await waitUntil('lines went to ClickHouse', async () => await metric(server!.url, 'cordwood_flush_rows_total') !== 0)
    await server.kill()
    const next = await spawnServer({ dataDir })
    server = next
    await next.whenUp()
  }
  await sleep(500)
  stop = true
  await Promise.all(senders)
  await waitUntil('the spool is empty', async () => await metric(server!.url, 'cordwood_spool_segments') === 0)

  const everything = { start: 0, end: Date.now() + 3_600_000 }
  const counts = new Map<string, number>()
  for (const { message } of await queryAll(server.url, key, everything)) counts.set(message, (counts.get(message) ?? 0) + 1)
  const answer = await fetch(`${server.url}/api/v1/projects/${projectId}/dead-letters/reasons`, {
    method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(everything),
  })
  const { total } = await answer.json() as { total: number }
  const lost = [...seen.acknowledged].filter(id => !counts.has(id))
  const doubled = [...counts].filter(([, count]) => count > 1)
  console.log(`${seen.answers} requests with ${seen.acknowledged.size} lines; ${seen.storedUnanswered} were stored but not answered at a kill, ${seen.again} were sent again on purpose; ${lost.length} lines lost, ${doubled.length} doubled`)
  expect(seen.wrong).toEqual([])
  expect(seen.answers).toBeGreaterThan(0)
  expect(lost).toEqual([])
  expect(doubled).toEqual([])
  expect(counts.size).toBe(seen.acknowledged.size)
  expect(total).toBe(seen.answers)
}, 60_000 + KILLS * 20_000)
