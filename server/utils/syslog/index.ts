import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '#shared/types/scope'
import type { Admission, Ingest } from '../../domain/ingest'
import type { Identity } from '../../domain/identity'
import { nameOfListener, type Clock, type Config, type Logger, type Registry, type SyslogListener } from '../../domain/kernel'
import type { BodyMemory } from '../ingest-body'
import { STALL_MS } from './connection'
import type { Edge, EdgeOptions } from './edge'
import { createIntake } from './intake'
import { createSyslogMetrics } from './metrics'
import { PieceMemory } from './piece-memory'
import { createRareLog } from './rare-log'
import { Slots } from './slots'
import { openTcp } from './tcp'
import { openUdp } from './udp'

/** How long a stop waits for senders to hear of it, and for what they sent to be stored. */
const STOP_MS = 4000
/** How often a source or an address that is missing is looked for. */
const RETRY_MS = 1000
/** What all connections may hold of bytes that are not stored. */
const PIECES_BYTES = 64 * 1024 * 1024
/** Batches that are decoded and stored at once. */
const STORES = 32

export interface SyslogOptions {
  config: Pick<Config, 'syslog' | 'limits'>
  identity: Pick<Identity, 'listenerScope'>
  ingest: Pick<Ingest, 'store' | 'sortOut'>
  admission: Pick<Admission, 'enter'>
  bodyMemory: BodyMemory
  registry: Registry
  clock: Clock
  logger: Logger
  /** How long a message may pause before it is taken to have ended. */
  stallMs?: number | undefined
}

export interface Syslog {
  /** Listeners that wait for something, and for what; undefined when all of them take messages. */
  problem(): string | undefined
  /** Takes nothing new, stores what came, and ends. */
  stop(): Promise<void>
}

/** Opens the listeners of `CORDWOOD_SYSLOG`, each as soon as its source is there, and its address free. */
export function startSyslog(options: SyslogOptions): Syslog {
  const { config, clock, registry, logger } = options
  const stopping = new AbortController()
  const giveUp = new AbortController()
  const shared = {
    ...options,
    metrics: createSyslogMetrics(registry), memory: new PieceMemory(PIECES_BYTES), slots: new Slots(STORES),
    report: createRareLog(logger, clock), stopping: stopping.signal, signal: giveUp.signal,
  }
  const openings = config.syslog.map(listener => new Opening(listener, shared))
  return {
    problem: () => openings.flatMap(({ name, problem }) => problem === undefined ? [] : [`${name}: ${problem}`]).join('; ') || undefined,
    async stop() {
      stopping.abort()
      const finished = Promise.all(openings.map(opening => opening.finish()))
      await Promise.race([finished, sleep(STOP_MS, undefined, { ref: false })])
      giveUp.abort()
      for (const opening of openings) opening.abort()
      await finished
    },
  }
}

interface Shared extends SyslogOptions, Pick<EdgeOptions, 'metrics' | 'memory' | 'report' | 'signal'> {
  slots: Slots
  stopping: AbortSignal
}

/** One listener: opens it when it can be, and says what is missing until then. */
class Opening {
  readonly name: string
  problem: string | undefined = 'is being opened'
  private edge: Edge | undefined
  private readonly opened: Promise<void>

  constructor(private readonly listener: SyslogListener, private readonly shared: Shared) {
    this.name = nameOfListener(listener)
    this.opened = this.open()
  }

  async finish(): Promise<void> {
    await this.opened
    await this.edge?.finish()
  }

  abort(): void {
    this.edge?.abort()
  }

  private async open(): Promise<void> {
    const { stopping } = this.shared
    while (!stopping.aborted) {
      this.tell(await this.attempt())
      if (this.edge) return
      await sleep(RETRY_MS, undefined, { signal: stopping }).catch(() => {})
    }
  }

  /** What keeps it from being open; nothing when it is. */
  private async attempt(): Promise<string | undefined> {
    if (!this.target()) return missing(this.listener)
    try {
      this.edge = await (this.listener.transport === 'tcp' ? openTcp : openUdp)(this.edgeOptions())
      return undefined
    }
    catch (error) {
      return cannotListen(error as NodeJS.ErrnoException)
    }
  }

  private tell(problem: string | undefined): void {
    const { logger, metrics } = this.shared
    metrics.listening.set({ listener: this.name }, problem === undefined ? 1 : 0)
    if (problem === this.problem) return
    this.problem = problem
    if (problem === undefined) logger.info({ listener: this.name, sourceId: this.target()?.sourceId }, 'syslog listens')
    else logger.error({ listener: this.name, problem }, 'syslog does not listen yet')
  }

  private readonly target = (): Scope | undefined => this.shared.identity.listenerScope(this.listener)

  private edgeOptions(): EdgeOptions {
    const { listener, name, target, shared } = this
    const { config: { limits }, bodyMemory, metrics, report, logger } = shared
    const keyId = `syslog:${listener.transport}:${listener.port}`
    return {
      ...shared, listener, name, maxLineBytes: limits.maxLineBytes, stallMs: shared.stallMs ?? STALL_MS,
      keep: createIntake({ ...shared, keyId, target, limits }),
      openAccount: () => bodyMemory.open(keyId),
      onLost(messages, error) {
        metrics.dropped.inc({ listener: name, reason: 'stopped' }, messages)
        logger.error({ err: error, listener: name, messages }, 'syslog messages are lost: they could not be stored before the server ended')
      },
      report: (message, details) => report(message, { listener: name, ...details }),
    }
  }
}

function missing({ project, source }: SyslogListener): string {
  if (project === undefined && source === undefined) return 'There is no project yet. Sign up, and it listens for the first project'
  const where = project === undefined ? 'the first project' : `the project ${project}`
  return `There is no source ${JSON.stringify(source)} in ${where}. Make it on the project’s page, and it listens`
}

function cannotListen(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'Another program listens there. Stop it, or choose another port'
  if (error.code === 'EACCES') return 'Ports below 1024 need a right that this user lacks. Choose a higher one, such as 1514'
  if (error.code === 'EADDRNOTAVAIL') return 'This machine has no such address'
  return error.message
}
