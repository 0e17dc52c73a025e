import { unlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival } from '#shared/types/arrival'
import { MAX_ORDINAL, type RowId } from '#shared/utils/row-id'
import { AppError, type Clock, type Logger } from '../../kernel'
import type { TableSpec } from '../../storage'
import type { EncodedRows } from '../encode/row-writer'
import type { FlushOutcome } from '../flush/flusher'
import type { IngestMetrics } from '../metrics'
import { arrivalOf } from './arrival'
import type { SpoolBudget } from './budget'
import { spoolError } from './errors'
import { MAX_FRAME_BYTES } from './frame'
import { NOTE_BYTES, type RequestNote } from './note'
import { FlushPace } from './flush-pace'
import { SegmentFile, type Append, type ClosedSegment } from './segment-file'

export interface SegmentLimits {
  /** From so many rows on an insert is as cheap as it gets: it need not wait for more. */
  worthwhileRows: number
  /** From so many on it does not wait while ClickHouse has nothing to do. */
  idleRows: number
  /** A segment is closed when it has this many rows … */
  rows: number
  /** … or this many bytes. */
  bytes: number
}

/** What of a table waits for ClickHouse. */
export interface TableStats {
  segments: number
  /** Of the rows. */
  bytes: number
  /** When the oldest segment was opened, milliseconds since 1970. */
  oldestAt: number | undefined
}

/** Takes a closed segment to ClickHouse. Never rejects. */
export type FlushSegment = (segment: ClosedSegment) => Promise<FlushOutcome>

export interface TableSpoolDependencies {
  directory: string
  limits: SegmentLimits
  nextSegmentId: () => bigint
  budget: SpoolBudget
  clock: Clock
  logger: Logger
  metrics: IngestMetrics
  flush: FlushSegment
  /** Hears of rows when they are on disk, before their senders do. */
  arrived?: ((arrival: Arrival) => void) | undefined
}

/** Inserts of one table at a time: ClickHouse takes most of an insert on one core. */
const LANES = 2
/** How long a stop waits for inserts that run. */
const STOP_PATIENCE_MS = 5_000

interface Waiting extends Append { spec: TableSpec, resolve: () => void, reject: (error: unknown) => void }

/**
 * The spool of one table: appends that wait are written and fsynced together (group commit), and closed segments go
 * to ClickHouse, few at a time.
 */
export class TableSpool {
  private readonly queue: Waiting[] = []
  /** Closed and not yet on their way to ClickHouse, oldest first. */
  private readonly closed: ClosedSegment[] = []
  /** Tried and failed; one at a time is tried again, so that they do not keep new ones from ClickHouse. */
  private failing: ClosedSegment[] = []
  private retrying: { segment: ClosedSegment, done: Promise<void> } | undefined
  /** On their way. */
  private readonly inFlight = new Map<ClosedSegment, Promise<void>>()
  private readonly pace = new FlushPace()
  private current: SegmentFile | undefined
  /** On its way from `current` to `closed`: its lines still wait. */
  private closing: SegmentFile | undefined
  private committing: Promise<void> | undefined
  private timer: NodeJS.Timeout | undefined
  private stopped = false
  /** By the clock of `pace`. */
  private lastAppendAt = 0
  private lastArrived: RowId

  constructor(private spec: TableSpec, private readonly deps: TableSpoolDependencies) {
    // Behind all that earlier processes left, before all that comes.
    this.lastArrived = { segment: deps.nextSegmentId(), ordinal: MAX_ORDINAL }
  }

  /** The last row that `arrived` was told of: what comes has higher ids. */
  get position(): RowId { return this.lastArrived }

  /** Resolves when the rows are on disk. @throws AppError `unavailable` when they could not be put there, `too_large` */
  append(spec: TableSpec, rows: EncodedRows, note?: RequestNote): Promise<void> {
    if (rows.bytes.length > MAX_FRAME_BYTES - NOTE_BYTES) {
      return Promise.reject(new AppError('too_large', 'The lines of this request take more than 1 GB as rows. Send fewer at a time.'))
    }
    this.deps.budget.reserve(rows.bytes.length)
    this.lastAppendAt = performance.now()
    return new Promise<void>((resolve, reject) => {
      this.queue.push({ spec, rows, note, resolve, reject })
      this.commit()
    })
  }

  /** Takes over a segment that an earlier process left. */
  adopt(segment: ClosedSegment): void {
    this.deps.budget.add(segment.payloadBytes)
    this.closed.push(segment)
    this.startFlushing()
  }

  /** Whether rows up to this one still wait for ClickHouse. */
  isWaiting(upTo: RowId): boolean {
    return this.segments().some(({ header }) => BigInt(header.segment) <= upTo.segment)
  }

  stats(): TableStats {
    const all = this.segments()
    return {
      segments: all.length,
      bytes: all.reduce((sum, segment) => sum + segment.payloadBytes, 0),
      oldestAt: all.length > 0 ? Math.min(...all.map(segment => segment.openedAt)) : undefined,
    }
  }

  /** Finishes the running commit and hands over what is open; what does not get through stays on disk. */
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    while (this.committing) await this.committing
    await this.closeCurrent()
    // What takes longer is finished by the next start.
    await Promise.race([Promise.all([...this.inFlight.values(), this.retrying?.done]), sleep(STOP_PATIENCE_MS, undefined, { ref: false })])
  }

  private segments(): (ClosedSegment | SegmentFile)[] {
    const waiting = [...this.inFlight.keys(), ...this.closed, ...this.failing, ...this.retrying ? [this.retrying.segment] : []]
    return [...waiting, ...[this.current, this.closing].filter(segment => segment !== undefined)]
  }

  private commit(): void {
    this.committing ??= this.commitLoop().finally(() => {
      this.committing = undefined
      if (this.queue.length > 0) this.commit()
    })
  }

  private async commitLoop(): Promise<void> {
    while (this.queue.length > 0) {
      const group = this.nextGroup()
      await this.commitGroup(group)
      if (this.shouldClose()) await this.closeCurrent()
    }
    await this.closeWhenDue()
  }

  /** Those that wait, up to the first whose rows look otherwise: a segment has rows of one schema. */
  private nextGroup(): Waiting[] {
    const schema = this.queue[0]?.spec.schema
    const end = this.queue.findIndex(({ spec }) => spec.schema !== schema)
    return this.queue.splice(0, end < 0 ? this.queue.length : end)
  }

  private async commitGroup(group: Waiting[]): Promise<void> {
    const done = this.deps.metrics.commitSeconds.startTimer()
    const spec = group.at(-1)!.spec
    if (spec.schema !== this.spec.schema) await this.closeCurrent()
    this.spec = spec
    try {
      const segment = this.current ??= await this.openSegment()
      const firstOrdinal = segment.rows
      await segment.append(group)
      this.tell(arrivalOf(spec, BigInt(segment.header.segment), firstOrdinal, group))
      for (const waiting of group) waiting.resolve()
    }
    catch (error) {
      await this.failGroup(group, error)
    }
    finally {
      done()
    }
  }

  private tell(arrival: Arrival): void {
    this.lastArrived = arrival.last
    try {
      this.deps.arrived?.(arrival)
    }
    catch (error) {
      // The rows are on disk: whoever listens must not keep their senders from hearing so.
      this.deps.logger.error({ err: error, table: arrival.table }, 'could not tell of rows that arrived')
    }
  }

  private async failGroup(group: Waiting[], error: unknown): Promise<void> {
    this.deps.logger.error({ err: error, table: this.spec.table }, 'could not write to the spool')
    this.deps.budget.release(group.reduce((sum, waiting) => sum + waiting.rows.bytes.length, 0))
    const refused = spoolError(error)
    for (const waiting of group) waiting.reject(refused)
    // Nothing more goes behind a failed write: what was acknowledged before it is handed over.
    await this.closeCurrent()
  }

  private openSegment(): Promise<SegmentFile> {
    const { table, schema, retentionDays } = this.spec
    const segment = this.deps.nextSegmentId().toString()
    const header = {
      segment, table, schema: schema.name, schemaVersion: schema.version, retentionDays,
      ...(schema.custom === undefined ? {} : { custom: schema.custom }),
    }
    return SegmentFile.create(this.deps.directory, header, this.deps.clock.now())
  }

  private shouldClose(): boolean {
    const { limits } = this.deps
    if (!this.current) return false
    const enough = this.inFlight.size === 0 ? limits.idleRows : limits.worthwhileRows
    const isDue = this.inFlight.size < LANES && (this.waitMs() === 0 || this.current.rows >= enough)
    return isDue || this.current.rows >= limits.rows || this.current.bytes >= limits.bytes
  }

  private waitMs(): number {
    return this.pace.waitMs(this.lastAppendAt)
  }

  /** Closes at once when ClickHouse is idle, else when its turn comes: under load, segments grow. */
  private async closeWhenDue(): Promise<void> {
    if (!this.current || this.inFlight.size >= LANES) return
    const wait = this.waitMs()
    if (wait === 0 || this.shouldClose()) return this.closeCurrent()
    clearTimeout(this.timer)
    if (!this.stopped) this.timer = setTimeout(() => this.commit(), wait)
  }

  private async closeCurrent(): Promise<void> {
    const segment = this.current
    if (!segment) return
    this.current = undefined
    this.closing = segment
    const closed = await segment.close()
    this.closing = undefined
    if (closed.rows === 0) {
      await unlink(closed.path).catch(() => {})
      return
    }
    this.closed.push(closed)
    this.startFlushing()
  }

  private startFlushing(): void {
    while (!this.stopped && this.inFlight.size < LANES) {
      const segment = this.closed.shift()
      if (!segment) break
      this.inFlight.set(segment, this.flush(segment).finally(() => {
        this.inFlight.delete(segment)
        this.goOn()
      }))
    }
    this.startRetrying()
  }

  private startRetrying(): void {
    if (this.stopped || this.retrying) return
    const segment = this.failing.shift()
    if (!segment) return
    this.retrying = {
      segment,
      done: this.deps.flush(segment).then((outcome) => {
        this.retrying = undefined
        this.settle(segment, outcome)
        this.goOn()
      }),
    }
  }

  private goOn(): void {
    if (this.stopped) return
    this.startFlushing()
    this.commit()
  }

  /** A first try: it sets the pace for the next. */
  private async flush(segment: ClosedSegment): Promise<void> {
    const finished = this.pace.start()
    const outcome = await this.deps.flush(segment)
    if (outcome === 'gone') finished()
    this.settle(segment, outcome)
    if (outcome === 'later') this.pace.failed(this.failing.length)
  }

  private settle(segment: ClosedSegment, outcome: FlushOutcome): void {
    if (outcome === 'later') this.failing.push(segment)
    if (outcome !== 'gone') return
    this.deps.budget.release(segment.payloadBytes)
    // ClickHouse takes segments: those that failed before may all go.
    this.closed.unshift(...this.failing)
    this.failing = []
  }
}
