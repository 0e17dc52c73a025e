import { unlink } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { ClickHouseError } from '@clickhouse/client'
import { createGate, type Logger } from '../../kernel'
import type { Tables } from '../../storage'
import type { IngestMetrics } from '../metrics'
import type { RequestJournal } from '../requests/journal'
import type { Quarantine } from '../spool/quarantine'
import { schemaOf } from '../spool/schemas'
import type { ClosedSegment } from '../spool/segment-file'
import { DamagedSegmentError } from '../spool/segment-reader'
import type { Inserter } from './inserter'

export interface FlusherOptions {
  inserter: Inserter
  tables: Tables
  quarantine: Quarantine
  /** Gets the notes of a segment before its file goes. */
  journal: Pick<RequestJournal, 'keep'>
  metrics: IngestMetrics
  logger: Logger
  /** Inserts at a time, over all tables. */
  concurrency?: number
}

/** `gone`: the segment is in ClickHouse, or in quarantine. `later`: let others pass, then hand it in again. */
export type FlushOutcome = 'gone' | 'later' | 'stopped'

export interface Flusher {
  /** Tries to take a segment to ClickHouse. Never rejects. */
  flush(segment: ClosedSegment): Promise<FlushOutcome>
  stop(): void
}

/** Codes of errors that lie in the rows or the statement: trying again gives the same. */
const PERMANENT = new Set([
  '6', '16', '26', '27', '33', '41', '47', '53', '62', '69', '117', '131', '349', '457',
  // Of users' tables besides: their columns were altered, or their expressions fail on a row.
  '10', '36', '38', '43', '44', '48', '70', '72', '153', '190', '321', '395', '407', '469', '691',
])
const PERMANENT_TRIES = 5
/** Unknown table, unknown database: somebody dropped them. */
const MISSING = new Set(['60', '81'])
const LONGEST_PAUSE_MS = 10_000
/** Who dropped a table of their own may make it again: about ten minutes. */
const MISSING_TRIES = 60

/** What was tried of a segment so far. */
interface History { tries: number, permanent: number }

export function createFlusher(options: FlusherOptions): Flusher {
  const stopping = new AbortController()
  const gate = createGate(options.concurrency ?? 2)
  const histories = new WeakMap<ClosedSegment, History>()

  async function insert(segment: ClosedSegment, first: boolean): Promise<void> {
    const done = options.metrics.flushSeconds.startTimer()
    const release = await gate()
    let outcome = 'error'
    try {
      await attempt(segment, first, stopping.signal, options)
      outcome = 'ok'
    }
    finally {
      done({ outcome })
      release()
    }
  }

  return {
    async flush(segment) {
      const history = histories.get(segment) ?? { tries: 0, permanent: 0 }
      histories.set(segment, history)
      if (stopping.signal.aborted) return 'stopped'
      try {
        await insert(segment, history.tries++ === 0)
        options.metrics.flushedRows.inc(segment.rows)
        await remove(segment, options)
        return 'gone'
      }
      catch (error) {
        if (await giveUp(segment, error, history, options)) return 'gone'
      }
      await pause(history.tries, stopping.signal)
      return stopping.signal.aborted ? 'stopped' : 'later'
    },
    stop: () => stopping.abort(),
  }
}

async function attempt(segment: ClosedSegment, first: boolean, signal: AbortSignal, { tables, inserter }: FlusherOptions): Promise<void> {
  const schema = schemaOf(segment.header)
  if (!schema) throw new DamagedSegmentError(`no schema ${segment.header.schema}@${segment.header.schemaVersion}`)
  const { table, retentionDays } = segment.header
  await tables.ensure({ table, schema, retentionDays })
  if (first && !segment.outcomeUnknown) await inserter.insert(segment, schema)
  else await inserter.reconcile(segment, schema, signal)
}

/** Should the file stay, it is reconciled at the next start and found to be in ClickHouse already. */
async function remove(segment: ClosedSegment, { journal, logger }: FlusherOptions): Promise<void> {
  await journal.keep(segment.notes)
  await unlink(segment.path).catch((error: unknown) => logger.error({ err: error, path: segment.path }, 'could not remove an inserted segment'))
}

/** Looks at a failure. True when there is nothing more to try: the segment is out of the spool. */
async function giveUp(segment: ClosedSegment, error: unknown, history: History, options: FlusherOptions): Promise<boolean> {
  const { logger, metrics, quarantine, tables } = options
  // The first failure is worth a line, and then every tenth.
  if (history.tries % 10 === 1) {
    logger.warn({ err: error, table: segment.header.table, segment: segment.header.segment, tries: history.tries }, 'an insert failed and will be tried again')
  }
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    logger.error({ path: segment.path, rows: segment.rows }, 'the file of a segment is gone: somebody removed it')
    return true
  }
  const code = error instanceof ClickHouseError ? error.code : ''
  if (MISSING.has(code)) tables.forget(segment.header.table)
  const hopeless = error instanceof DamagedSegmentError || (PERMANENT.has(code) && ++history.permanent >= PERMANENT_TRIES)
    // A table that is not ours to make: its lines must not fill the spool of all others.
    || (MISSING.has(code) && segment.header.custom?.owned === false && history.tries >= MISSING_TRIES)
  if (!hopeless) return false
  try {
    await options.journal.keep(segment.notes)
    await quarantine.put(segment.path, error instanceof Error ? error.message : String(error))
    metrics.quarantined.inc()
    return true
  }
  catch (failure) {
    logger.error({ err: failure, path: segment.path }, 'could not put a segment into quarantine')
    return false
  }
}

/** 100 ms, doubling, up to ten seconds. */
async function pause(tries: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(tries - 1, 10)), undefined, { signal }).catch(() => {})
}
