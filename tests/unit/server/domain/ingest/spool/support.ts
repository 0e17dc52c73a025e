import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { expect } from 'vitest'
import type { Clock } from '~~/server/domain/kernel/clock'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { appSchemaVersion1 } from '~~/server/domain/storage'
import { RowWriter, type EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import type { FlushOutcome } from '~~/server/domain/ingest/flush/flusher'
import { createQuarantine } from '~~/server/domain/ingest/spool/quarantine'
import { createSpool } from '~~/server/domain/ingest/spool/spool'
import { readPayloads } from '~~/server/domain/ingest/spool/segment-reader'
import type { FlushSegment } from '~~/server/domain/ingest/spool/table-spool'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { eventually } from '~~/tests/fixtures/eventually'
import { tempDir } from '~~/tests/fixtures/temp-dir'

export const spec = { table: 'source_a', schema: appSchemaVersion1, retentionDays: 30 }

/** A row each, of one text. */
export function rows(...texts: string[]): EncodedRows {
  const writer = new RowWriter()
  for (const text of texts) {
    writer.startRow()
    writer.string(text)
  }
  return writer.finish()
}

/** Segment id, ordinal and text of every row, as they would go to ClickHouse. */
export async function contents(segment: ClosedSegment): Promise<[string, number, string][]> {
  const chunks: Buffer[] = []
  for await (const payload of readPayloads(segment)) chunks.push(payload)
  const bytes = Buffer.concat(chunks)
  const found: [string, number, string][] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at + 12]!
    found.push([String(bytes.readBigUInt64LE(at)), bytes.readUInt32LE(at + 8), bytes.toString('utf8', at + 13, at + 13 + length)])
    at += 13 + length
  }
  return found
}

/** A spool over real files; `flush` stands in for ClickHouse. */
export async function openSpool(flush: FlushSegment, options: { directory?: string, maxBytes?: number, clock?: Clock } = {}) {
  const directory = options.directory ?? join(await tempDir(), 'spool')
  const quarantineDirectory = join(directory, '../quarantine')
  const spool = createSpool({
    directory,
    maxBytes: options.maxBytes ?? 1_000_000,
    limits: { worthwhileRows: 50, idleRows: 50, rows: 100, bytes: 1_000_000 },
    clock: options.clock ?? { now: () => Date.now() },
    logger: silentLogger,
    metrics: createIngestMetrics(new Registry()),
    quarantine: createQuarantine(quarantineDirectory, silentLogger),
    flush,
  })
  return { spool, directory, quarantineDirectory }
}

/**
 * The same, with as many inserts that hang as there may be, until `release`: what is appended meanwhile stays in one
 * segment, however long the disk takes.
 */
export async function openBlocked(flush: FlushSegment) {
  let release!: () => void
  const released = new Promise<void>(resolve => release = resolve)
  let hanging = 0
  const opened = await openSpool(async (segment) => {
    if (hanging === BLOCKERS) return flush(segment)
    hanging++
    await released
    return 'gone'
  })
  for (let count = 1; count <= BLOCKERS; count++) {
    await opened.spool.append(spec, rows(`blocks the flusher ${count}`))
    await eventually(() => expect(hanging).toBe(count))
  }
  return { ...opened, release }
}

/** Inserts of one table at a time. */
export const BLOCKERS = 2

/** A ClickHouse that does not answer. */
export const never = () => new Promise<FlushOutcome>(() => {})
/** The spool's files of the table. */
export const filesOf = (directory: string) => readdir(join(directory, spec.table))
