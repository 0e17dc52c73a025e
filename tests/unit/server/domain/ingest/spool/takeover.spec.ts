import { unlinkSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { appSchemaVersion1 } from '~~/server/domain/storage'
import { RowWriter, type EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import type { FlushOutcome } from '~~/server/domain/ingest/flush/flusher'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { createQuarantine } from '~~/server/domain/ingest/spool/quarantine'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { createSpool } from '~~/server/domain/ingest/spool/spool'
import type { FlushSegment } from '~~/server/domain/ingest/spool/table-spool'
import { tempDir } from '~~/tests/fixtures/temp-dir'
import { eventually } from '~~/tests/fixtures/eventually'

const specOf = (table: string) => ({ table, schema: appSchemaVersion1, retentionDays: 30 })
const spec = specOf('source_a')

function rows(count: number): EncodedRows {
  const writer = new RowWriter()
  for (let i = 0; i < count; i++) {
    writer.startRow()
    writer.string('text')
  }
  return writer.finish()
}

const openSpool = (directory: string, flush: FlushSegment, maxBytes = 1_000_000) => createSpool({
  directory, maxBytes, flush,
  // Each append makes a segment.
  limits: { worthwhileRows: 1, idleRows: 1, rows: 1, bytes: 1_000_000 },
  clock: { now: () => Date.now() },
  logger: silentLogger,
  metrics: createIngestMetrics(new Registry()),
  quarantine: createQuarantine(join(directory, '../quarantine'), silentLogger),
})

const never = () => new Promise<FlushOutcome>(() => {})

/** What a process that was killed has left: three segments of one table, with 1, 2 and 3 rows, and one of another. */
async function leaveSegments(): Promise<{ directory: string, bytes: number }> {
  const directory = join(await tempDir(), 'spool')
  const spool = openSpool(directory, never)
  for (const count of [1, 2, 3]) await spool.append(spec, rows(count))
  await spool.append(specOf('source_b'), rows(4))
  return { directory, bytes: spool.stats().bytes }
}

describe('taking over what an earlier process left', () => {
  it('lets lines in meanwhile: they are not taken for left over, and every segment goes to ClickHouse once', async () => {
    const { directory } = await leaveSegments()
    const seen: ClosedSegment[] = []
    const spool = openSpool(directory, async (segment) => {
      seen.push(segment)
      return 'gone'
    })
    const recovering = spool.recover()
    await spool.append(spec, rows(5))
    await spool.append(specOf('source_c'), rows(6))
    expect(await recovering).toMatchObject({ segments: 4, rows: 10, tornBytes: 0 })
    await eventually(() => expect(seen).toHaveLength(6))
    expect(seen.map(({ rows, outcomeUnknown }) => [rows, outcomeUnknown]).sort())
      .toEqual([[1, true], [2, true], [3, true], [4, true], [5, false], [6, false]])
    await eventually(() => expect(spool.stats()).toMatchObject({ bytes: 0, segments: 0 }))
  })

  it('counts what is still to be read as waiting, and is not ready', async () => {
    const { directory, bytes } = await leaveSegments()
    const spool = openSpool(directory, never)
    const recovering = spool.recover()
    expect(spool.stats()).toMatchObject({ segments: 4 })
    expect(spool.stats().bytes).toBeGreaterThan(bytes)
    expect(spool.statsOf('source_a')).toMatchObject({ segments: 3 })
    expect(spool.statsOf('source_b')).toMatchObject({ segments: 1 })
    expect(await spool.health()).toBe('reads what the last run left: 4 segments to go')
    await recovering
    expect(await spool.health()).toBeUndefined()
    expect(spool.stats()).toMatchObject({ segments: 4, bytes })
    expect(spool.statsOf('source_a')).toMatchObject({ segments: 3 })
  })

  it('refuses lines past the bound of the spool before all of it is read', async () => {
    const { directory, bytes } = await leaveSegments()
    const spool = openSpool(directory, never, bytes + 10)
    const recovering = spool.recover()
    await expect(spool.append(spec, rows(5))).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
    await recovering
  })

  it('leaves to the next start what is not read when it stops', async () => {
    const { directory } = await leaveSegments()
    const spool = openSpool(directory, async () => 'stopped')
    const recovering = spool.recover()
    await spool.stop()
    expect((await recovering).segments).toBe(1)
    expect(await openSpool(directory, never).recover()).toMatchObject({ segments: 4, rows: 10 })
  })

  it('goes on where somebody removes a file meanwhile', async () => {
    const { directory } = await leaveSegments()
    const spool = openSpool(directory, never)
    const last = (await readdir(join(directory, 'source_b')))[0]!
    const recovering = spool.recover()
    // Before any but the first is read.
    unlinkSync(join(directory, 'source_b', last))
    expect(await recovering).toMatchObject({ segments: 3, rows: 6 })
    expect(await spool.health()).toBeUndefined()
  })
})
