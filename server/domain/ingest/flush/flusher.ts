import { mkdir, rename, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ClickHouseError } from '@clickhouse/client'
import type { Logger } from '../../kernel'
import type { Tables } from '../../storage'
import type { IngestMetrics } from '../metrics'
import { schemaOf } from '../spool/schemas'
import { syncDirectory, type ClosedSegment } from '../spool/segment-file'
import type { Inserter } from './inserter'

export interface FlusherOptions {
  inserter: Inserter
  tables: Tables
  /** Where segments go that ClickHouse refuses for good: absolute. */
  quarantineDirectory: string
  metrics: IngestMetrics
  logger: Logger
  /** Inserts at a time, over all tables. */
  concurrency?: number
}

export interface Flusher {
  /** Takes a segment to ClickHouse, trying until it is there; then its file is gone. False when stopped before. */
  flush(segment: ClosedSegment): Promise<boolean>
  stop(): void
}

/** Codes of errors that lie in the rows or the statement: trying again gives the same. */
const PERMANENT = new Set(['6', '16', '26', '27', '33', '41', '47', '53', '62', '69', '117', '131', '349', '457'])
const PERMANENT_TRIES = 5
/** Unknown table, unknown database: somebody dropped them. */
const MISSING = new Set(['60', '81'])
const LONGEST_PAUSE_MS = 10_000

export function createFlusher(options: FlusherOptions): Flusher {
  const stopping = new AbortController()
  const gate = createGate(options.concurrency ?? 2)

  async function tryOnce(segment: ClosedSegment, first: boolean): Promise<{ error?: unknown }> {
    const done = options.metrics.flushSeconds.startTimer()
    const release = await gate()
    try {
      await attempt(segment, first, options)
      done({ outcome: 'ok' })
      return {}
    }
    catch (error) {
      done({ outcome: 'error' })
      return { error }
    }
    finally {
      release()
    }
  }

  return {
    async flush(segment) {
      let permanent = 0
      for (let tries = 0; !stopping.signal.aborted; tries++) {
        const { error } = await tryOnce(segment, tries === 0)
        if (error === undefined) {
          options.metrics.flushedRows.inc(segment.rows)
          await unlink(segment.path)
          return true
        }
        report(options.logger, segment, error, tries)
        const code = error instanceof ClickHouseError ? error.code : ''
        if (MISSING.has(code)) options.tables.forget(segment.header.table)
        if (PERMANENT.has(code) && ++permanent >= PERMANENT_TRIES) {
          await quarantine(segment, options)
          return true
        }
        await pause(tries, stopping.signal)
      }
      return false
    },
    stop: () => stopping.abort(),
  }
}

async function attempt(segment: ClosedSegment, first: boolean, { tables, inserter }: FlusherOptions): Promise<void> {
  const schema = schemaOf(segment.header)
  if (!schema) throw new Error(`no schema ${segment.header.schema}@${segment.header.schemaVersion}`)
  const { table, retentionDays } = segment.header
  await tables.ensure({ table, schema, retentionDays })
  if (first && !segment.outcomeUnknown) await inserter.insert(segment, schema)
  else await inserter.reconcile(segment, schema)
}

/** Nothing acknowledged is ever dropped: what ClickHouse refuses for good waits for a person, out of the way. */
async function quarantine(segment: ClosedSegment, options: FlusherOptions): Promise<void> {
  const directory = join(options.quarantineDirectory, segment.header.table)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, basename(segment.path))
  await rename(segment.path, path)
  await syncDirectory(directory)
  options.metrics.quarantined.inc()
  options.logger.error({ path, rows: segment.rows }, 'ClickHouse refuses a segment for good: it was put into quarantine')
}

function report(logger: Logger, segment: ClosedSegment, error: unknown, tries: number): void {
  const details = { err: error, table: segment.header.table, segment: segment.header.segment, tries: tries + 1 }
  // The first failure is worth a line, and then every tenth.
  if (tries % 10 === 0) logger.warn(details, 'an insert failed and will be tried again')
}

/** 100 ms, doubling, up to ten seconds. */
async function pause(tries: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(tries, 10)), undefined, { signal }).catch(() => {})
}

/** Lets `places` in at a time; the others wait in turn. */
function createGate(places: number): () => Promise<() => void> {
  let free = places
  const waiting: (() => void)[] = []
  const release = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return async () => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    return release
  }
}
