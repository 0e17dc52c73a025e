import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'
import type { SourceStatus } from '#shared/schemas/projects'
import { startEngine, type EngineHandle } from '~~/server/domain/engine'
import { silentLogger } from '~~/server/domain/kernel/logger'
import type { Account } from '../../fixtures/account'
import type { Load, Outcome } from '../../fixtures/load'
import type { TestServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

/** How long an outage lasts: `npm run test:chaos -- --seconds 60` makes it a minute. */
export const SECONDS = Number(process.env.CORDWOOD_CHAOS_SECONDS ?? 4)

/** Waiting ends some time after the outage, on a busy machine too. */
export const PATIENCE_MS = 120_000 + SECONDS * 3000

/** Of the spool: a good part of what the load brings in the outage, so that both taking and refusing are seen. */
export const SPOOL_MB = Math.max(4, SECONDS)

export const tableOf = (account: Account) => `cordwood.source_${account.sourceId}`

/** An engine that plays the ClickHouse server behind CLICKHOUSE_URL. */
export async function startClickHouse(): Promise<{ engine: EngineHandle, dataDir: string, stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cordwood-chaos-'))
  const engine = startEngine({ dataDir, logger: silentLogger, entry: resolve(import.meta.dirname, '../../../engine/main.ts') })
  await engine.whenReady()
  return {
    engine, dataDir,
    async stop() {
      await engine.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The circuit of inserts as the source's status says it. */
export async function insertCircuit({ url }: TestServer, { key, projectId, sourceId }: Account): Promise<string> {
  const answer = await fetch(`${url}/api/v1/projects/${projectId}/sources/${sourceId}/status`, { headers: { 'x-api-key': key } })
  if (!answer.ok) throw new Error(`the source's status was refused: ${answer.status} ${await answer.text()}`)
  return (await answer.json() as { status: SourceStatus }).status.circuits.inserts
}

/** Whether `/metrics` says that the circuit of inserts is in that state. */
export const circuitShows = async ({ url }: TestServer, state: string) =>
  (await (await fetch(`${url}/metrics`)).text()).includes(`cordwood_clickhouse_circuit{client="writer",state="${state}"} 1`)

/** What the circuit of inserts went through, from the server's log. */
export const transitions = (server: TestServer) => server.output().split('\n')
  .filter(line => line.includes('"client":"writer"')).map(line => (JSON.parse(line) as { state: string }).state)

export const spoolIsEmpty = (server: TestServer) =>
  waitUntil('the spool is empty', async () => await metric(server.url, 'cordwood_spool_segments') === 0, PATIENCE_MS)

export const linesComeIn = async (load: Load) => {
  const before = load.lines()
  await waitUntil('lines are acknowledged', () => load.lines() > before, PATIENCE_MS)
}

/** Fails with every figure where something is lost, doubled, or was answered in another way than promised. */
export function expectExactlyOnce(load: Load, outcome: Outcome, server: TestServer): void {
  console.log(Object.entries(outcome).map(([what, count]) => `${what} ${count.toLocaleString('en')}`).join(', '), `; circuit: ${transitions(server).join(' ') || 'stayed closed'}`)
  expect(load.strange.slice(0, 3)).toEqual([])
  expect(outcome).toMatchObject({ lost: 0, doubled: 0 })
  expect(outcome.acknowledged).toBeGreaterThan(1000)
}
