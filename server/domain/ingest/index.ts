import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Arrival } from '#shared/types/arrival'
import type { BufferPool, Clock, Logger, Registry } from '../kernel'
import type { Tables } from '../storage'
import type { Admission } from './admission/admission'
import type { Quota } from './admission/quota'
import type { DecodeLimits } from './decode/bounds'
import { createDirectDecoder } from './decoding/decoder'
import { createThreadedDecoder } from './decoding/threads'
import { RowMaker } from './encode/row-maker'
import { createFlusher } from './flush/flusher'
import { createInserter } from './flush/inserter'
import { createIngest, type Ingest, type RowMemory } from './ingest'
import { createIngestMetrics, registerSpoolGauges } from './metrics'
import { createJournal } from './requests/journal'
import { RequestMemory } from './requests/memory'
import { createRequests, type Requests } from './requests/requests'
import { createQuarantine } from './spool/quarantine'
import { createSpool, type Spool } from './spool/spool'
import type { Recovered } from './spool/takeover'

export { createAdmission, type Admission } from './admission/admission'
export { createQuota, type Quota } from './admission/quota'
export { tightest, type BucketState } from './admission/token-bucket'
export type { Ingest, IngestScope } from './ingest'
export type { KeyedRequest, Requests, RequestTry } from './requests/requests'
export type { Spool, SpoolStats } from './spool/spool'
export type { DecodeContext, Protocol } from './protocol'
export { jsonProtocol } from './json'
export * from './clickhouse'
export { mayRefuse, readsLines } from './encode/encoder'
export { createOwnLogs, type OwnLogs } from './own/own-logs'
export { bulkAnswer, decodeBulk, ELASTICSEARCH, withUnfit } from './elasticsearch'
export { decodeLokiPush, LOKI, lokiMemory } from './loki'
export * from './otlp'
export { rawProtocol } from './raw'
export { simpleProtocol } from './simple'
export * from './splunk'
export { decodeSyslog, SYSLOG, SyslogFramer, type SyslogFrame } from './syslog'

export interface IngestRoomOptions {
  client: ClickHouseClient
  database: string
  tables: Tables
  /** Absolute; the spool, the quarantine and the journal of requests are folders below it. */
  dataDir: string
  spoolMaxBytes: number
  clock: Clock
  logger: Logger
  registry: Registry
  /** Lends the memory that rows are written in. */
  buffers: BufferPool
  /** Counts what rows take beyond the bodies that they come from. */
  memory: RowMemory
  admission: Admission
  quota: Quota
  /** What one request may hold. */
  limits: DecodeLimits
  /** The program of threads that decode. */
  decoderFile: string
  /** Hears of rows when they are on disk, before their senders do; of one table in the order of their ids. */
  arrived: (arrival: Arrival) => void
}

export interface IngestRoom {
  readonly ingest: Ingest
  readonly spool: Spool
  readonly requests: Requests
  /** Reads which requests earlier processes have stored. Call it once, before `recover`. */
  load(): Promise<void>
  /**
   * Takes over what an earlier process left, and resolves when that is done, or when the room stops. Call it once, before
   * the first request. Lines may come while it runs; requests with an Idempotency-Key are refused until they can be told.
   */
  recover(): Promise<Omit<Recovered, 'notes' | 'notesPutAside'> & { requests: number }>
  /** What keeps the room from taking every request, in words for an operator; undefined when it takes them. */
  health(): Promise<string | undefined>
  /** Ends in good order; what did not reach ClickHouse stays on disk for the next start. */
  stop(): Promise<void>
}

/**
 * Segments of this size keep inserts and merges cheap (with those of 50,000 rows a line costs the engine half as much
 * again: docs/adr/0004-columns.md) and a repeated insert short.
 */
const SEGMENT_LIMITS = { worthwhileRows: 150_000, idleRows: 100_000, rows: 300_000, bytes: 128 * 1024 * 1024 }

/** Wires the way of a line: spool, flusher, inserter. */
export function createIngestRoom(options: IngestRoomOptions): IngestRoom {
  const { clock, logger, registry, tables } = options
  const metrics = createIngestMetrics(registry)
  const quarantine = createQuarantine(join(options.dataDir, 'quarantine'), logger)
  const journal = createJournal({ directory: join(options.dataDir, 'requests'), clock, logger })
  const memory = new RequestMemory(() => clock.now())
  let knowsRequests = false
  let stopped = false
  const flusher = createFlusher({
    inserter: createInserter(options.client, options.database), tables, metrics, logger, quarantine, journal,
  })
  const spool = createSpool({
    directory: join(options.dataDir, 'spool'),
    maxBytes: options.spoolMaxBytes,
    limits: SEGMENT_LIMITS,
    clock, logger, metrics, quarantine,
    flush: segment => flusher.flush(segment),
    arrived: options.arrived,
  })
  registerSpoolGauges(registry, spool, quarantine)
  const maker = new RowMaker(options.buffers, options.limits)
  const decoder = createThreadedDecoder({ file: options.decoderFile, limits: options.limits, logger, direct: createDirectDecoder(maker, options.limits) })
  return {
    ingest: createIngest({ ...options, spool, metrics, maker, decoder }),
    spool,
    requests: createRequests(memory, clock, () => knowsRequests),
    async load() {
      for (const note of await journal.load()) memory.add(note)
    },
    async recover() {
      const { notes, notesPutAside, ...found } = await spool.recover()
      await journal.keep(notesPutAside)
      for (const some of [notes, notesPutAside]) for (const note of some) memory.add(note)
      knowsRequests = !stopped
      return { ...found, requests: memory.size }
    },
    async health() {
      return await spool.health() ?? (knowsRequests ? undefined : 'reads which requests are stored')
    },
    async stop() {
      stopped = true
      flusher.stop()
      await spool.stop()
      await decoder.stop()
      await journal.stop()
    },
  }
}
