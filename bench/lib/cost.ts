import type { BenchLine } from './lines.ts'
import { queryNumber, type BenchPlatform } from './platform.ts'
import { cpuSeconds } from './processes.ts'
import type { BenchProtocol } from './protocols.ts'
import { sendAll } from './send.ts'

export async function waitFor(condition: () => Promise<boolean>, everyMs = 20): Promise<void> {
  while (!await condition()) await new Promise(wake => setTimeout(wake, everyMs))
}

/** Merges go on after the last insert: they belong to the cost of a line. Asked seldom, since asking costs the engine, too. */
export async function untilMerged({ engine }: BenchPlatform): Promise<void> {
  let quiet = 0
  await waitFor(async () => {
    quiet = await queryNumber(engine, 'SELECT count() FROM system.merges') === 0 ? quiet + 1 : 0
    return quiet > 10
  }, 200)
}

/** The same lines in bodies of `perRequest`, as the protocol has them. */
export function bodiesOf(protocol: BenchProtocol, lines: readonly BenchLine[], perRequest: number): Buffer[] {
  return Array.from({ length: Math.ceil(lines.length / perRequest) }, (_, i) => protocol.body(lines.slice(i * perRequest, (i + 1) * perRequest)))
}

/** Seconds, and CPU seconds of the server, until all bodies are acknowledged and in the table. @throws Error when one is refused */
export async function send(platform: BenchPlatform, protocol: BenchProtocol, bodies: readonly Buffer[], lines: number, connections: number) {
  const { server, engine, table, key } = platform
  const before = cpuSeconds(server.pid)
  // Before the first lines there is no table. Of one table, since counting those of all costs the engine milliseconds.
  const [database, name] = table.split('.')
  const stored = () => queryNumber(engine, `SELECT sum(total_rows) FROM system.tables WHERE database = '${database}' AND name = '${name}'`)
  const already = await stored()
  const started = performance.now()
  const sent = await sendAll(`${server.url}${protocol.path}`, { 'x-api-key': key, 'content-type': protocol.type }, bodies, connections)
  if (sent.failed > 0) throw new Error(`${protocol.name}: ${sent.failed} requests were refused:\n${server.output().slice(-2000)}`)
  await waitFor(async () => await stored() >= already + lines)
  return { acknowledged: sent.seconds, visible: (performance.now() - started) / 1000, serverCpu: cpuSeconds(server.pid) - before }
}
