import { existsSync } from 'node:fs'
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ClickHouseError } from '@clickhouse/client'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createFlusher, type FlushOutcome } from '~~/server/domain/ingest/flush/flusher'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { createQuarantine } from '~~/server/domain/ingest/spool/quarantine'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { DamagedSegmentError } from '~~/server/domain/ingest/spool/segment-reader'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { tempDir } from '~~/tests/fixtures/temp-dir'

const exists = (path: string) => access(path).then(() => true, () => false)

const NOTE = { id: '0'.repeat(32), fingerprint: '1'.repeat(32), part: 0, at: 1 }

/** A flusher over real files. The inserter is a fake: what it throws is what ClickHouse or the disk would. */
async function setUp(errors: (Error | undefined)[], outcomeUnknown = false) {
  const directory = await tempDir()
  const path = join(directory, 'spool/source_a/1.segment')
  await mkdir(join(directory, 'spool/source_a'), { recursive: true })
  await writeFile(path, 'rows')
  const header = { segment: '1', table: 'source_a', schema: 'app', schemaVersion: 1, retentionDays: 30 }
  const segment: ClosedSegment = { path, header, rows: 3, bytes: 4, payloadBytes: 4, openedAt: 0, outcomeUnknown, notes: [NOTE] }
  const calls: string[] = []
  const kept: object[] = []
  const next = (name: string) => {
    calls.push(name)
    const error = errors.shift()
    return error ? Promise.reject(error) : Promise.resolve()
  }
  const flusher = createFlusher({
    inserter: { insert: () => next('insert'), reconcile: () => next('reconcile') },
    tables: { ensure: async () => void calls.push('ensure'), forget: () => void calls.push('forget') },
    quarantine: createQuarantine(join(directory, 'quarantine'), silentLogger),
    journal: { keep: async notes => void kept.push(...notes.map(({ id }) => ({ id, fileIsThere: existsSync(path) }))) },
    metrics: createIngestMetrics(new Registry()),
    logger: silentLogger,
  })
  return { flusher, segment, calls, kept, path, directory, quarantined: join(directory, 'quarantine/source_a/1.segment') }
}

const clickhouse = (code: string) => new ClickHouseError({ message: `code ${code}`, code, type: 'X' })

async function untilGone(flush: () => Promise<FlushOutcome>): Promise<number> {
  for (let tries = 1; ; tries++) if (await flush() === 'gone') return tries
}

describe('flusher', () => {
  it('inserts a segment that was never tried plainly, and removes its file', async () => {
    const { flusher, segment, calls, path } = await setUp([])
    expect(await flusher.flush(segment)).toBe('gone')
    expect(calls).toEqual(['ensure', 'insert'])
    expect(await exists(path)).toBe(false)
  })

  it.each<[string, Error[]]>([['inserted', []], ['put aside', [new DamagedSegmentError('damaged')]]])('writes the notes down before the file of a segment goes that is %s', async (_what, errors) => {
    const { flusher, segment, kept } = await setUp(errors)
    await flusher.flush(segment)
    expect(kept).toEqual([{ id: NOTE.id, fileIsThere: true }])
  })

  it('reconciles a segment that was left over', async () => {
    const { flusher, segment, calls } = await setUp([], true)
    await flusher.flush(segment)
    expect(calls).toEqual(['ensure', 'reconcile'])
  })

  it('reconciles after any failure: the insert may have happened', async () => {
    const { flusher, segment, calls, path } = await setUp([new Error('socket hang up')])
    expect(await flusher.flush(segment)).toBe('later')
    expect(await exists(path)).toBe(true)
    expect(await flusher.flush(segment)).toBe('gone')
    expect(calls).toEqual(['ensure', 'insert', 'ensure', 'reconcile'])
  })

  it.each(['60', '81'])('makes the table anew when ClickHouse does not know it (code %s)', async (code) => {
    const { flusher, segment, calls } = await setUp([clickhouse(code)])
    await untilGone(() => flusher.flush(segment))
    expect(calls).toEqual(['ensure', 'insert', 'forget', 'ensure', 'reconcile'])
  })

  it('puts a segment aside that ClickHouse refuses again and again, with all its bytes', async () => {
    const { flusher, segment, path, quarantined } = await setUp(Array.from({ length: 9 }, () => clickhouse('33')))
    expect(await untilGone(() => flusher.flush(segment))).toBe(5)
    expect(await exists(path)).toBe(false)
    expect(await readFile(quarantined, 'utf8')).toBe('rows')
  })

  it('keeps trying for what passes: memory, too many parts, a server that is away', async () => {
    const { flusher, segment, quarantined } = await setUp([clickhouse('241'), clickhouse('252'), new Error('connect ECONNREFUSED')])
    expect(await untilGone(() => flusher.flush(segment))).toBe(4)
    expect(await exists(quarantined)).toBe(false)
  })

  it('puts a damaged segment aside at once', async () => {
    const { flusher, segment, quarantined } = await setUp([new DamagedSegmentError('the frame is damaged')])
    expect(await flusher.flush(segment)).toBe('gone')
    expect(await exists(quarantined)).toBe(true)
  })

  it('lets go of a segment whose file is gone', async () => {
    const { flusher, segment } = await setUp([Object.assign(new Error('no such file'), { code: 'ENOENT' })])
    expect(await flusher.flush(segment)).toBe('gone')
  })

  it('never rejects, also when the quarantine can’t be written to', async () => {
    const { flusher, segment, directory } = await setUp([new DamagedSegmentError('damaged')])
    await writeFile(join(directory, 'quarantine'), 'a file where the folder should be')
    expect(await flusher.flush(segment)).toBe('later')
  })

  it('ends at once when it is stopped', async () => {
    const { flusher, segment, calls } = await setUp([])
    flusher.stop()
    expect(await flusher.flush(segment)).toBe('stopped')
    expect(calls).toEqual([])
  })
})
