import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Registry } from 'prom-client'
import type { Decoded } from '#shared/types/log-record'
import type { Scope } from '#shared/types/scope'
import type { Admission, IngestScope } from '~~/server/domain/ingest'
import { createAdmission, type AdmissionLimits } from '~~/server/domain/ingest/admission/admission'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { AppError, readConfig, silentLogger, systemClock, type Clock } from '~~/server/domain/kernel'
import { BodyMemory } from '~~/server/utils/ingest-body'
import { startSyslog } from '~~/server/utils/syslog'
import { freePort } from '~~/tests/fixtures/free-port'

export const scope: Scope = { projectId: 'p', sourceId: 's', table: 't', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }

export interface TestOptions {
  maxLineBytes?: number
  rates?: Partial<AdmissionLimits>
  /** Of the rates. */
  clock?: Clock
  bodyMemory?: BodyMemory
  transport?: 'tcp' | 'udp'
  /** What the listener's source is at first. */
  target?: Scope | undefined
  stallMs?: number
  /** A free one when missing. */
  port?: number
}

/** Syslog on a free port, in front of a store that the test opens and shuts. */
export async function startTestSyslog({ maxLineBytes = DEFAULT_LIMITS.maxLineBytes, rates, transport = 'tcp', bodyMemory = new BodyMemory(1_000_000), ...options }: TestOptions = {}) {
  const port = options.port ?? await freePort()
  const registry = new Registry()
  const state = { target: 'target' in options ? options.target : scope }
  const unlimited = { keyRequests: undefined, keyLines: undefined, keyBytes: undefined, addressRequests: undefined }
  const admission = createAdmission({ ...unlimited, ...rates }, options.clock ?? systemClock)
  const store = new TestStore(admission)
  const logged: string[] = []
  const note = (details: object, message: string) => void logged.push(`${message} ${JSON.stringify(details)}`)
  const syslog = startSyslog({
    config: { syslog: readConfig({ CORDWOOD_SYSLOG: `${transport}://${port}` }).syslog, limits: { ...DEFAULT_LIMITS, maxLineBytes } },
    identity: { listenerScope: () => state.target }, ingest: store, admission, bodyMemory, registry, clock: systemClock, stallMs: options.stallMs,
    logger: { ...silentLogger, info: note, warn: note, error: note },
  })
  return { port, store, syslog, state, logged, bodyMemory, metric: (name: string) => valueOf(registry, name) }
}

export type TestSyslog = Awaited<ReturnType<typeof startTestSyslog>>

class TestStore {
  readonly stored: { scope: IngestScope, protocol: string, decoded: Decoded }[] = []
  /** The texts and the rejects of what is stored, in order. */
  readonly lines: string[] = []
  readonly rejects: Decoded['rejects'][number][] = []
  /** What it answers while it is shut. */
  refusal: Error | undefined
  calls = 0
  /** Of the bodies that it takes at once. */
  mostBytes = Infinity

  constructor(private readonly admission: Admission) {}

  shut(refusal: Error = new AppError('unavailable', 'The spool is full.', { retryAfter: 0 })): void { this.refusal = refusal }
  open(): void { this.refusal = undefined }

  async store(scope: IngestScope, protocol: string, decoded: Decoded, bytes: number): Promise<readonly never[]> {
    this.calls++
    await new Promise(done => setTimeout(done, 1))
    if (this.refusal) throw this.refusal
    if (decoded.records.reduce((sum, { body }) => sum + body.length, 0) > this.mostBytes) throw new AppError('too_large', 'The rows take too much memory.')
    this.admission.charge(scope.keyId, decoded.records.length + decoded.rejects.length, bytes)
    this.stored.push({ scope, protocol, decoded })
    this.lines.push(...decoded.records.map(({ body }) => body))
    this.rejects.push(...decoded.rejects)
    return []
  }

  /** A source of `http` takes lines that say GET. */
  sortOut(_scope: Scope, { records, rejects }: Decoded): Decoded {
    const unfit = records.filter(({ body }) => !body.startsWith('GET'))
    return { records: records.filter(record => !unfit.includes(record)), rejects: [...rejects, ...unfit.map(({ body }) => ({ reason: 'Not an access log', raw: Buffer.from(body) }))] }
  }
}

async function valueOf(registry: Registry, name: string): Promise<number> {
  const metric = await registry.getSingleMetric(name)?.get()
  return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? Number.NaN
}

export async function until(condition: () => boolean | Promise<boolean>, limitMs = 50_000): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; await new Promise(wake => setTimeout(wake, 5))) if (await condition()) return
  throw new Error(`waited in vain until ${condition.toString()}`)
}

/** A connection to a listener, as soon as it is there. */
export async function dial(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const connected = await once(socket, 'connect').then(() => true, () => false)
    if (!connected) continue
    return socket.on('error', () => {})
  }
}

export async function sendDatagrams(port: number, messages: readonly (string | Buffer)[]): Promise<void> {
  const socket = createSocket('udp4')
  for (const message of messages) {
    await new Promise<void>((done, fail) => socket.send(message, port, '127.0.0.1', error => error ? fail(error) : done()))
  }
  socket.close()
}
