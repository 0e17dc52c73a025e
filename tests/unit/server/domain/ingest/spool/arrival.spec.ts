import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { Arrival } from '#shared/types/arrival'
import { compareRowIds, type RowId } from '#shared/utils/row-id'
import { RowWriter, type EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { createQuarantine } from '~~/server/domain/ingest/spool/quarantine'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { readPayloads } from '~~/server/domain/ingest/spool/segment-reader'
import { createSpool } from '~~/server/domain/ingest/spool/spool'
import type { FlushSegment } from '~~/server/domain/ingest/spool/table-spool'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { appSchemaVersion1 } from '~~/server/domain/storage'
import { tempDir } from '~~/tests/fixtures/temp-dir'
import { eventually } from '~~/tests/fixtures/eventually'

const spec = { table: 'source_a', schema: appSchemaVersion1, retentionDays: 30 }

function rows(count: number): EncodedRows {
  const writer = new RowWriter()
  for (let i = 0; i < count; i++) writer.startRow()
  return writer.finish()
}

/** The ids of a segment’s rows, as they would go to ClickHouse. */
async function idsOf(segment: ClosedSegment): Promise<RowId[]> {
  const ids: RowId[] = []
  for await (const bytes of readPayloads(segment)) {
    for (let at = 0; at < bytes.length; at += 12) ids.push({ segment: bytes.readBigUInt64LE(at), ordinal: bytes.readUInt32LE(at + 8) })
  }
  return ids
}

/** @param flush stands in for ClickHouse */
async function openSpool(flush: FlushSegment, { directory, arrived = () => {} }: { directory?: string, arrived?: (arrival: Arrival) => void } = {}) {
  const folder = directory ?? join(await tempDir(), 'spool')
  const spool = createSpool({
    directory: folder, maxBytes: 1_000_000, limits: { worthwhileRows: 50, idleRows: 50, rows: 100, bytes: 1_000_000 }, clock: { now: () => Date.now() }, logger: silentLogger,
    metrics: createIngestMetrics(new Registry()), quarantine: createQuarantine(join(folder, '../quarantine'), silentLogger), flush, arrived,
  })
  return { spool, directory: folder }
}

describe('what arrives', () => {
  it('is told when it is on disk, with the ids that it has, before its sender hears', async () => {
    const told: Arrival[] = []
    const ids: RowId[] = []
    const { spool } = await openSpool(async (segment) => {
      ids.push(...await idsOf(segment))
      return 'gone'
    }, { arrived: arrival => told.push(arrival) })
    const before = spool.positionOf(spec.table)
    await spool.append(spec, rows(2))
    expect(told).toHaveLength(1)
    await Promise.all([1, 2, 3].map(count => spool.append(spec, rows(count))))
    await eventually(() => expect(spool.stats().segments).toBe(0))
    const of = ({ first, last }: Arrival) => Array.from({ length: last.ordinal - first.ordinal + 1 }, (_, i) => ({ ...first, ordinal: first.ordinal + i }))
    expect(told.flatMap(of)).toEqual(ids.toSorted(compareRowIds))
    expect(compareRowIds(before, told[0]!.first)).toBeLessThan(0)
    expect(spool.positionOf(spec.table)).toEqual(told.at(-1)!.last)
  })

  it('reaches its sender even where it can’t be told', async () => {
    const { spool } = await openSpool(async () => 'gone', { arrived: () => {
      throw new Error('broken listener')
    } })
    await spool.append(spec, rows(1))
    await eventually(() => expect(spool.stats().segments).toBe(0))
  })

  it('is settled when all that came up to then is in ClickHouse, a failed insert and what earlier processes left too', async () => {
    const left = await openSpool(async () => 'stopped')
    await left.spool.append(spec, rows(1))
    await left.spool.stop()
    let isDown = true
    const { spool } = await openSpool(async () => {
      // As the flusher: it pauses before it gives up for now.
      await sleep(10)
      return isDown ? 'later' : 'gone'
    }, { directory: left.directory })
    void spool.recover()
    await spool.append(spec, rows(1))
    const position = spool.positionOf(spec.table)
    const patient = new AbortController()
    let isSettled = false
    const settled = spool.settled(spec.table, position, patient.signal).then(() => isSettled = true)
    await expect(spool.settled(spec.table, position, AbortSignal.timeout(200))).rejects.toThrow()
    expect(isSettled).toBe(false)
    isDown = false
    await settled
    await spool.settled('source_unknown', spool.positionOf('source_unknown'), patient.signal)
  })
})
