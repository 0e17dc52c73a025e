import { mkdir, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival } from '#shared/types/arrival'
import { MAX_ORDINAL, type RowId } from '#shared/utils/row-id'
import { AppError, type Clock, type Logger } from '../../kernel'
import type { TableSpec } from '../../storage'
import type { EncodedRows } from '../encode/row-writer'
import type { IngestMetrics } from '../metrics'
import { SpoolBudget } from './budget'
import { DiskRoom } from './disk-room'
import { spoolError } from './errors'
import type { RequestNote } from './note'
import type { Quarantine } from './quarantine'
import { createSegmentIds } from './segment-id'
import { syncDirectory } from './segment-file'
import { Takeover, type Recovered } from './takeover'
import { TableSpool, type FlushSegment, type SegmentLimits, type TableStats } from './table-spool'

export interface SpoolOptions {
  /** Absolute; one folder a table below it. */
  directory: string
  /** Bytes that may wait for ClickHouse before appends are refused. */
  maxBytes: number
  limits: SegmentLimits
  clock: Clock
  logger: Logger
  metrics: IngestMetrics
  quarantine: Quarantine
  flush: FlushSegment
  /** Hears of rows when they are on disk, before their senders do; of one table in the order of their ids. */
  arrived?: (arrival: Arrival) => void
}

export interface SpoolStats {
  /** Of rows that were acknowledged. */
  bytes: number
  segments: number
  /** Age of the oldest segment; 0 when there is none. */
  oldestSeconds: number
}

/** The disk between a request and ClickHouse. What `append` took survives a kill of any process at any moment. */
export interface Spool {
  /**
   * Resolves when the rows are on disk.
   * @param note of the request that they come with: on disk with the rows, or not at all
   * @throws AppError `unavailable` when the spool or its disk is full
   */
  append(spec: TableSpec, rows: EncodedRows, note?: RequestNote): Promise<void>
  /**
   * Takes over what an earlier process left, and resolves when that is done, or when the spool stops. Call once, before
   * the first append; appends may come while it runs.
   */
  recover(): Promise<Recovered>
  stats(): SpoolStats
  /** The same for one table. */
  statsOf(table: string): SpoolStats
  /**
   * The last row of a table that `arrived` was told of: what comes has higher ids. So long as the clock is not set back
   * over a restart, that holds for all that was before, too.
   */
  positionOf(table: string): RowId
  /**
   * Resolves when the rows of a table up to this one are in ClickHouse, or in quarantine.
   * @throws AppError `unavailable` when that takes too long; the signal's reason
   */
  settled(table: string, upTo: RowId, signal: AbortSignal): Promise<void>
  /** What keeps the spool from taking lines, in words for an operator; undefined when it takes them. */
  health(): Promise<string | undefined>
  stop(): Promise<void>
}

/** Segments come and go on many ways, and few wait for them. */
const SETTLED_POLL_MS = 50
const SETTLED_PATIENCE_MS = 15_000

export function createSpool(options: SpoolOptions): Spool {
  const budget = new SpoolBudget(options.maxBytes)
  const room = new DiskRoom(options.directory)
  const nextSegmentId = createSegmentIds(() => options.clock.now())
  const tables = new Map<string, Promise<TableSpool>>()
  // Those of `tables` that are open by now; for figures, so that reading them waits for nothing.
  const open = new Map<string, TableSpool>()

  async function openTable(spec: TableSpec): Promise<TableSpool> {
    const directory = join(options.directory, spec.table)
    if (await mkdir(directory, { recursive: true, mode: 0o700 })) await syncDirectory(options.directory)
    const table = new TableSpool(spec, { ...options, directory, nextSegmentId, budget })
    open.set(spec.table, table)
    return table
  }

  function tableOf(spec: TableSpec): Promise<TableSpool> {
    const known = tables.get(spec.table)
    if (known) return known
    const opening = openTable(spec)
    tables.set(spec.table, opening)
    // A failure (a full disk) must not be remembered.
    opening.catch(() => tables.delete(spec.table))
    return opening
  }

  const takeover = new Takeover({ ...options, budget, tableOf })

  return {
    async append(spec, rows, note) {
      await room.check()
      const table = await tableOf(spec).catch(refuse)
      await table.append(spec, rows, note)
    },
    recover: () => takeover.run(),
    async health() {
      if (takeover.left > 0) return `reads what the last run left: ${takeover.left} segments to go`
      return spoolHealth(options.directory, budget, room)
    },
    stats: () => ({ ...sumOf([...[...open.values()].map(table => table.stats()), ...takeover.stats()], options.clock), bytes: budget.bytes }),
    statsOf(table) {
      const known = open.get(table)
      return sumOf([...known ? [known.stats()] : [], ...takeover.stats(table)], options.clock)
    },
    positionOf: table => open.get(table)?.position ?? { segment: nextSegmentId(), ordinal: MAX_ORDINAL },
    settled: (table, upTo, signal) => untilNot(() => takeover.stats(table).length > 0 || (open.get(table)?.isWaiting(upTo) ?? false), signal),
    async stop() {
      await takeover.stop()
      await Promise.all([...open.values()].map(table => table.stop()))
    },
  }
}

async function untilNot(isWaiting: () => boolean, signal: AbortSignal): Promise<void> {
  for (const end = performance.now() + SETTLED_PATIENCE_MS; isWaiting();) {
    if (performance.now() > end) throw new AppError('unavailable', 'The newest lines have not reached the log store yet. Try again in a few seconds.', { retryAfter: 5 })
    await sleep(SETTLED_POLL_MS, undefined, { signal })
  }
  signal.throwIfAborted()
}

function sumOf(stats: readonly TableStats[], clock: Clock): SpoolStats {
  const oldest = Math.min(...stats.map(table => table.oldestAt ?? Infinity))
  return {
    bytes: stats.reduce((sum, table) => sum + table.bytes, 0),
    segments: stats.reduce((sum, table) => sum + table.segments, 0),
    oldestSeconds: Number.isFinite(oldest) ? Math.max(0, clock.now() - oldest) / 1000 : 0,
  }
}

/** It need not be full: see DiskRoom. */
const NO_ROOM = 'its disk has too little room left: no lines are taken until there is more'

async function spoolHealth(directory: string, budget: SpoolBudget, room: DiskRoom): Promise<string | undefined> {
  if (budget.bytes >= budget.limit) return 'full: ClickHouse does not take lines'
  if (await room.isShort()) return NO_ROOM
  const probe = join(directory, '.probe')
  try {
    await writeFile(probe, 'ok')
    return undefined
  }
  catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOSPC' ? NO_ROOM : `can’t be written to: ${code}`
  }
  finally {
    await unlink(probe).catch(() => {})
  }
}

function refuse(error: unknown): never {
  throw spoolError(error)
}
