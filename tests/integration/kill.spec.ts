/**
 * Eight senders run while the engine and the server are killed with SIGKILL at random moments: at the end every
 * acknowledged line is there exactly once, in sources of both schemas. `npm run test:kill -- --kills 200` does it longer.
 */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { signUp, type Account } from '../fixtures/account'
import { enginePid } from '../fixtures/engine-process'
import { queryAll } from '../fixtures/query'
import { spawnServer, startServer } from '../fixtures/server'
import { metric, waitUntil } from '../fixtures/wait'

const KILLS = Number(process.env.CORDWOOD_KILLS ?? 3)
const SENDERS = 8
const START = new Date(Date.now() - 3_600_000).toISOString()

let server: Awaited<ReturnType<typeof spawnServer>> | Awaited<ReturnType<typeof startServer>> | undefined
let dataDir = ''
afterAll(async () => {
  await server?.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

const random = (below: number) => Math.floor(Math.random() * below)

/** Sends batches until told to stop; ids that were not acknowledged are never sent again. */
async function runSender(name: string, key: string, acknowledged: Set<string>, stopped: () => boolean): Promise<void> {
  for (let batch = 0; !stopped(); batch++) {
    const ids = Array.from({ length: random(20) === 0 ? 5000 : 1 + random(200) }, (_, i) => `${name}-${batch}-${i}`)
    const body = ids.map(id => JSON.stringify({ service: name, level: 'info', message: `line ${id}`, tags: { id } })).join('\n')
    const answer = await fetch(`${server!.url}/ingest`, { method: 'POST', headers: { 'x-api-key': key, 'x-source': sourceOf(name) }, body, signal: AbortSignal.timeout(30_000) })
      .catch(() => undefined)
    await answer?.text().catch(() => undefined)
    if (answer?.status === 200) ids.forEach(id => acknowledged.add(id))
    else await sleep(20)
  }
}

/** Every other sender's lines go into a user's own table. */
const sourceOf = (name: string) => Number(name.at(-1)) % 2 === 0 ? 'app' : 'own'
const DDL = 'CREATE TABLE own (time DateTime64(3), message String, level LowCardinality(String), service LowCardinality(String), id String) ENGINE = MergeTree ORDER BY time'

async function makeOwnSource({ projectId, cookie }: Account): Promise<void> {
  const mapping = { time: 'time', body: 'message', severity: 'level', service: 'service' }
  const answer = await fetch(`${server!.url}/api/v1/projects/${projectId}/sources`, {
    method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'own', schema: 'custom', custom: { origin: { ddl: DDL }, mapping } }),
  })
  if (!answer.ok) throw new Error(`the source was refused: ${await answer.text()}`)
}

async function killServer(): Promise<void> {
  await server!.kill()
  // Every third time also while it starts.
  if (random(3) === 0) {
    server = await spawnServer({ dataDir })
    await sleep(random(600))
    await server.kill()
  }
  server = await startServer({ dataDir })
}

async function killEngine(): Promise<void> {
  // There is none for a moment while it is being started again.
  await waitUntil('there is an engine to kill', () => enginePid(server!.pid) !== undefined)
  process.kill(enginePid(server!.pid)!, 'SIGKILL')
}

const segmentsWait = async (most: number) => (await metric(server!.url, 'cordwood_spool_segments') ?? Infinity) <= most

it(`keeps every acknowledged line exactly once through ${KILLS} kills of the server and ${KILLS} of the engine`, async () => {
  server = await startServer()
  dataDir = server.dataDir
  const account = await signUp(server.url)
  await makeOwnSource(account)
  const { key } = account
  const acknowledged = new Set<string>()
  let stop = false
  const senders = Array.from({ length: SENDERS }, (_, i) => runSender(`sender${i}`, key, acknowledged, () => stop))

  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(100 + random(1200))
    await killEngine()
    await sleep(random(1200))
    await killServer()
    // On a busy machine a segment may not get through between two kills: what waits must not grow for ever.
    if (kill % 10 === 9) await waitUntil('the spool is nearly empty', () => segmentsWait(4))
  }
  await sleep(500)
  stop = true
  await Promise.all(senders)
  await waitUntil('the spool is empty', () => segmentsWait(0))

  const range = { start: START, end: new Date(Date.now() + 60_000).toISOString(), order: 'asc' }
  const stored = [...await queryAll(server.url, key, { ...range, source: 'app' }), ...await queryAll(server.url, key, { ...range, source: 'own' })]
  const counts = new Map<string, number>()
  for (const { attributes } of stored) counts.set(String(attributes.id), (counts.get(String(attributes.id)) ?? 0) + 1)
  const lost = [...acknowledged].filter(id => !counts.has(id))
  const doubled = [...counts].filter(([, count]) => count > 1)
  console.log(`${acknowledged.size} lines acknowledged, ${counts.size} stored, ${lost.length} lost, ${doubled.length} doubled`)
  expect(acknowledged.size).toBeGreaterThan(1000)
  expect(lost).toEqual([])
  expect(doubled).toEqual([])
}, 60_000 + KILLS * 20_000)
