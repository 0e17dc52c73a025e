import { canTail, type LogNode, type QueryNode } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { ReadScope, Scope } from '#shared/types/scope'
import { earlierPlace, isSamePlace, misfitOf, ONLY, sourcesOf, type Place } from '#shared/utils/place'
import { AppError, type Logger, type Registry } from '../kernel'
import type { TailEvent } from './events'
import { Feeds } from './feeds'
import { History, type Past } from './history'
import { createTailMetrics, registerTailGauges } from './metrics'
import { QueueBudget, TailQueue } from './queue'
import type { RowReader } from './row-feed'
import { Seats, type SeatLimits } from './seats'
import type { TailStore } from './store'
import { Tail, type TailParts } from './tail'

export interface TailLimits extends SeatLimits {
  /** Bytes that may wait for one reader … */
  readonly queueBytes: number
  /** … and for all together. */
  readonly queuesBytes: number
  /** Bytes of rows that arrived and are not looked at yet. */
  readonly backlogBytes: number
}

const MB = 1024 * 1024
export const defaultTailLimits: TailLimits = { each: 1000, project: 1500, all: 2500, queueBytes: 2 * MB, queuesBytes: 128 * MB, backlogBytes: 64 * MB }

export interface TailOptions {
  readonly store: TailStore
  /** Reads a query. @throws AppError bad_request */
  readonly parse: (query: string) => QueryNode
  readonly openReader: (scope: Scope) => RowReader
  readonly logger: Logger
  readonly registry: Registry
  readonly limits?: Partial<TailLimits>
}

export interface TailRequest {
  readonly scope: ReadScope
  /** Names the user or key. */
  readonly reader: string
  /** LogQL for lines. */
  readonly query: string
  /** The place behind which the reader goes on; undefined for a new tail, which begins with lines before. */
  readonly after: Place | undefined
  /** Newest lines to begin with, of those from `start` on (nanoseconds since 1970). */
  readonly limit: number
  readonly start: bigint
  /** Called again and again. @throws AppError when the reader may not read any more */
  recheck(): Promise<void>
}

/**
 * Live tails, pushed from the way in (docs/adr/0007-live-tail.md). A tail knows the place behind which it begins; what came
 * before is read from ClickHouse once it is all there, what comes later is told by the spool as soon as it is on disk.
 */
export class TailHub {
  private readonly feeds: Feeds
  private readonly tails = new Set<Tail>()
  private readonly seats: Seats
  private readonly history: History
  private readonly budget: QueueBudget
  private readonly backlog: { bytes: number, readonly limit: number }
  private readonly metrics
  private readonly limits: TailLimits
  private readonly stopping = new AbortController()

  constructor(private readonly options: TailOptions) {
    const { registry, store, openReader, logger } = options
    this.limits = { ...defaultTailLimits, ...options.limits }
    this.seats = new Seats(this.limits)
    this.history = new History(store)
    this.budget = new QueueBudget(this.limits.queuesBytes)
    this.backlog = { bytes: 0, limit: this.limits.backlogBytes }
    this.metrics = createTailMetrics(registry)
    this.feeds = new Feeds({ store, openReader, logger, backlog: this.backlog, onSkipped: lines => this.metrics.skipped.inc(lines), signal: this.stopping.signal })
    registerTailGauges(registry, { open: () => this.seats.count, queuedBytes: () => this.budget.bytes, backlogBytes: () => this.backlog.bytes })
  }

  /** Rows came to a table. Costs next to nothing where nobody tails it. Never throws. */
  arrived(arrival: Arrival): void {
    this.feeds.arrived(arrival)
  }

  /** @throws AppError bad_request for a query that can’t be tailed, rate_limited, unavailable while the server stops */
  open(request: TailRequest): Tail {
    if (this.stopping.signal.aborted) throw stoppingError()
    const node = this.read(request)
    const release = this.take(request)
    try {
      return this.start(request, node, release)
    }
    catch (error) {
      release()
      throw error
    }
  }

  /** Ends all tails. Their readers are told when to come back: not all at once. */
  stop(): void {
    this.stopping.abort()
    for (const tail of this.tails) tail.end(stoppingError())
  }

  private read({ query, scope, after }: TailRequest): LogNode {
    const node = this.options.parse(query)
    if (node.kind !== 'log' || !canTail(node)) {
      throw refused('Only lines can be followed live, and this query gives numbers. Follow its selector and filters, or ask it again and again with POST /api/v1/query.')
    }
    const sources = sourcesOf(scope)
    const nameless = sources.find(([, { custom }]) => custom?.hasIdentity === false)
    if (nameless) {
      throw refused(`The table of ${nameless[0] === ONLY ? 'this source' : `the source ${nameless[0]}`} has no columns Segment and Ordinal, so its lines can’t be told apart as they come. Ask with POST /api/v1/query.`)
    }
    const misfit = after && misfitOf(after, sources.map(([name]) => name))
    if (misfit !== undefined) throw refused(misfit, 'after')
    return node
  }

  private take({ reader, scope }: TailRequest): () => void {
    try {
      return this.seats.take(reader, scope.projectId)
    }
    catch (error) {
      this.metrics.refused.inc()
      throw error
    }
  }

  private start(request: TailRequest, node: LogNode, release: () => void): Tail {
    const { scope, query } = request
    const sources = alike(scope)
    // From here on synchronously: what the spool tells of next is behind this place.
    const upTo: Place = new Map(sources.map(([name, { table }]) => [name, this.options.store.positionOf(table)]))
    const queue = new TailQueue(upTo, this.limits.queueBytes, this.budget)
    const leaves = sources.map(([name, source]) => this.feeds.join(source, node, { source: name, from: upTo.get(name)!, queue }))
    const { position, past } = this.beginning(request, { scope, query, node, upTo })
    const tail = new Tail({
      queue, position, past,
      recheck: () => request.recheck(),
      sent: lines => this.metrics.lines.inc(lines),
      explain: error => this.explain(error),
      close: () => {
        for (const leave of leaves) leave()
        this.tails.delete(tail)
        release()
      },
    })
    this.tails.add(tail)
    return tail
  }

  /** What a tail gives out before it is live, and where its reader is then. */
  private beginning({ after, limit, start }: TailRequest, past: Past): Pick<TailParts, 'position' | 'past'> {
    const { history } = this
    if (after === undefined && limit > 0) return { position: undefined, past: signal => history.newest(past, start, limit, signal) }
    const from = earlierPlace(past.upTo, after ?? past.upTo)
    return { position: from, past: isSamePlace(from, past.upTo) ? nothing : signal => history.since(past, from, signal) }
  }

  private explain(error: unknown): AppError {
    if (error instanceof AppError) return error
    this.options.logger.error({ err: error }, 'a live tail broke off')
    return new AppError('internal', 'Something went wrong on the server. Follow on where you were.', { retryAfter: 5 })
  }
}

async function* nothing(): AsyncGenerator<TailEvent> {}

/** The sources of a scope, each with levels as they are read together: where one discovers them, all do. */
function alike(scope: ReadScope): readonly (readonly [name: string, scope: Scope])[] {
  const sources = sourcesOf(scope)
  const discoverLogLevels = sources.some(([, source]) => source.discoverLogLevels ?? true)
  return sources.map(([name, source]) => [name, { ...source, discoverLogLevels }])
}

const refused = (message: string, path = 'query') => new AppError('bad_request', message, { issues: [{ path, message }] })
const stoppingError = () => new AppError('unavailable', 'The server is stopping. Follow on where you were in a few seconds.', { retryAfter: 2 })
