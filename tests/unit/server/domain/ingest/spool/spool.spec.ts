import { appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { Registry } from 'prom-client'
import type { Clock } from '~~/server/domain/kernel/clock'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { AppError } from '~~/server/domain/kernel/errors'
import { appSchemaVersion1 } from '~~/server/domain/storage'
import { RowWriter, type EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import type { FlushOutcome } from '~~/server/domain/ingest/flush/flusher'
import { createQuarantine } from '~~/server/domain/ingest/spool/quarantine'
import { createSpool } from '~~/server/domain/ingest/spool/spool'
import { readPayloads } from '~~/server/domain/ingest/spool/segment-reader'
import type { FlushSegment } from '~~/server/domain/ingest/spool/table-spool'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { tempDir } from '~~/tests/fixtures/temp-dir'

const spec = { table: 'source_a', schema: appSchemaVersion1, retentionDays: 30 }

function rows(...texts: string[]): EncodedRows {
  const writer = new RowWriter()
  for (const text of texts) {
    writer.startRow()
    writer.string(text)
  }
  return writer.finish()
}

/** Segment id, ordinal and text of every row, as they would go to ClickHouse. */
async function contents(segment: ClosedSegment): Promise<[string, number, string][]> {
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
async function openSpool(flush: FlushSegment, options: { directory?: string, maxBytes?: number, clock?: Clock } = {}) {
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

const never = () => new Promise<FlushOutcome>(() => {})
const filesOf = (directory: string) => readdir(join(directory, spec.table))

describe('spool', () => {
  it('has the rows on disk, numbered, when append resolves', async () => {
    const flushed: ClosedSegment[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(segment)
      return 'gone'
    })
    await spool.append(spec, rows('one', 'two'))
    await vi.waitFor(() => expect(flushed).toHaveLength(1))
    const { segment } = flushed[0]!.header
    expect(await contents(flushed[0]!)).toEqual([[segment, 0, 'one'], [segment, 1, 'two']])
  })

  it('groups appends that wait for one another into one segment while ClickHouse is busy', async () => {
    let release = () => {}
    const flushed: ClosedSegment[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(segment)
      if (flushed.length === 1) await new Promise<void>(resolve => release = resolve)
      return 'gone'
    })
    await spool.append(spec, rows('first'))
    await vi.waitFor(() => expect(flushed).toHaveLength(1))
    await Promise.all(['a', 'b', 'c', 'd'].map(text => spool.append(spec, rows(text))))
    release()
    await vi.waitFor(() => expect(flushed).toHaveLength(2))
    expect((await contents(flushed[1]!)).map(([, ordinal, text]) => [ordinal, text]))
      .toEqual([[0, 'a'], [1, 'b'], [2, 'c'], [3, 'd']])
  })

  it('closes a segment at its bound of rows even while ClickHouse hangs', async () => {
    const { spool, directory } = await openSpool(never)
    for (let i = 0; i < 5; i++) await spool.append(spec, rows(...Array.from({ length: 100 }, (_, n) => `r${n}`)))
    await vi.waitFor(() => expect(spool.stats().segments).toBe(5))
    expect(await filesOf(directory)).toHaveLength(5)
  })

  it('refuses past its bound with a time to come back, and takes lines again when there is room', async () => {
    let release: (() => void) | undefined
    const { spool } = await openSpool(() => new Promise<FlushOutcome>((resolve) => {
      release = () => resolve('gone')
    }), { maxBytes: 60 })
    await spool.append(spec, rows('0123456789', '0123456789'))
    const refused = await spool.append(spec, rows('0123456789')).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(AppError)
    expect(refused).toMatchObject({ code: 'unavailable', retryAfter: 5 })
    await vi.waitFor(() => expect(release).toBeDefined())
    release?.()
    await vi.waitFor(() => expect(spool.stats().bytes).toBe(0))
    await spool.append(spec, rows('0123456789'))
  })

  it('gives back after a restart what was not flushed, as one whose outcome is unknown', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('kept'))
    const seen: ClosedSegment[] = []
    const second = await openSpool(async (segment) => {
      seen.push(segment)
      return 'gone'
    }, { directory: first.directory })
    expect(await second.spool.recover()).toMatchObject({ segments: 1, rows: 1, tornBytes: 0 })
    await vi.waitFor(() => expect(seen).toHaveLength(1))
    expect(seen[0]).toMatchObject({ outcomeUnknown: true, rows: 1, header: { table: 'source_a', schema: 'app', retentionDays: 30 } })
    expect((await contents(seen[0]!)).map(row => row[2])).toEqual(['kept'])
  })

  it('cuts a torn tail back to the last whole append, wherever it is torn', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('blocks the flusher'))
    await first.spool.append(spec, rows('whole'))
    const names = (await filesOf(first.directory)).sort()
    const path = join(first.directory, spec.table, names[1]!)
    const before = await readFile(path)
    await first.spool.append(spec, rows('torn by a kill'))
    const after = await readFile(path)
    for (let cut = before.length; cut < after.length; cut++) {
      await writeFile(path, after.subarray(0, cut))
      const seen: ClosedSegment[] = []
      const { spool } = await openSpool(async (segment) => {
        seen.push(segment)
        return 'gone'
      }, { directory: first.directory })
      expect(await spool.recover()).toMatchObject({ segments: 2, rows: 2, tornBytes: cut - before.length })
      await vi.waitFor(() => expect(seen).toHaveLength(2))
      expect((await contents(seen[1]!)).map(row => row[2])).toEqual(['whole'])
    }
  })

  it('has a note on disk with its rows or not at all, wherever a kill cuts', async () => {
    const first = await openSpool(never)
    const note = (part: number) => ({ id: 'a'.repeat(32), fingerprint: 'b'.repeat(32), part, at: 1_790_000_000_123 })
    await first.spool.append(spec, rows('blocks the flusher'))
    await first.spool.append(spec, rows('whole'), note(0))
    const names = (await filesOf(first.directory)).sort()
    const path = join(first.directory, spec.table, names[1]!)
    const before = await readFile(path)
    await first.spool.append(spec, rows('of a later part'), note(31))
    const after = await readFile(path)
    for (let cut = before.length; cut <= after.length; cut++) {
      await writeFile(path, after.subarray(0, cut))
      const seen: ClosedSegment[] = []
      const { spool } = await openSpool(async (segment) => {
        seen.push(segment)
        return 'gone'
      }, { directory: first.directory })
      const isWhole = cut === after.length
      expect(await spool.recover()).toMatchObject({ rows: isWhole ? 3 : 2, notes: isWhole ? [note(0), note(31)] : [note(0)], notesPutAside: [] })
      await vi.waitFor(() => expect(seen).toHaveLength(2))
      expect((await contents(seen[1]!)).map(row => row[2])).toEqual(isWhole ? ['whole', 'of a later part'] : ['whole'])
      expect(seen[1]!.notes).toEqual(isWhole ? [note(0), note(31)] : [note(0)])
    }
  })

  it('reads the segments of the version before, which have no notes', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('old'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    const bytes = await readFile(path)
    bytes.write('CWSEG001', 0, 'latin1')
    await writeFile(path, bytes)
    const seen: string[] = []
    const { spool } = await openSpool(async (segment) => {
      seen.push(...(await contents(segment)).map(row => row[2]))
      return 'gone'
    }, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 1, rows: 1, notes: [] })
    await vi.waitFor(() => expect(seen).toEqual(['old']))
  })

  it('tells the notes of segments that went into quarantine', async () => {
    const first = await openSpool(never)
    const note = { id: 'a'.repeat(32), fingerprint: 'b'.repeat(32), part: 0, at: 1 }
    await first.spool.append({ ...spec, schema: { ...spec.schema, version: 99 } }, rows('of another version'), note)
    const { spool } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 0, notes: [], notesPutAside: [note] })
  })

  it('puts the end of a segment aside where an append in it is not what was written', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('blocks the flusher'))
    await first.spool.append(spec, rows('good'))
    const [, name] = (await filesOf(first.directory)).sort()
    const path = join(first.directory, spec.table, name!)
    const good = (await readFile(path)).length
    await first.spool.append(spec, rows('damaged'))
    await first.spool.append(spec, rows('behind it'))
    const bytes = await readFile(path)
    bytes[good + 20]! ^= 1
    await writeFile(path, bytes)
    const { spool, quarantineDirectory } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 2, rows: 2, tornBytes: bytes.length - good })
    expect(await readFile(join(quarantineDirectory, spec.table, `${name}.${good}.tail`))).toEqual(bytes.subarray(good))
  })

  it.each<[string, (bytes: Buffer) => void]>([
    ['a bit of the header', (bytes) => { bytes[20]! ^= 1 }],
    ['the magic: another version', (bytes) => { bytes.write('CWSEG009', 0, 'latin1') }],
  ])('puts a segment aside, and deletes nothing, when it cannot read %s', async (_name, damage) => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('acknowledged'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    const bytes = await readFile(path)
    damage(bytes)
    await writeFile(path, bytes)
    const { spool, quarantineDirectory } = await openSpool(never, { directory: first.directory })
    expect((await spool.recover()).segments).toBe(0)
    expect(await readFile(join(quarantineDirectory, spec.table, name!))).toEqual(bytes)
  })

  it('does not take garbage behind the last append for lines', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('good'))
    const [name] = await filesOf(first.directory)
    await appendFile(join(first.directory, spec.table, name!), Buffer.alloc(300, 0xFF))
    const { spool } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toMatchObject({ segments: 1, rows: 1, tornBytes: 300 })
  })

  it('removes a file whose header was never finished', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('x'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    const bytes = await readFile(path)
    for (const length of [0, 4, 10, 60]) {
      await writeFile(path, bytes.subarray(0, length))
      const { spool } = await openSpool(never, { directory: first.directory })
      expect(await spool.recover()).toMatchObject({ segments: 0, rows: 0, tornBytes: 0 })
      expect(await filesOf(first.directory)).toEqual([])
    }
  })

  it('lets newer lines pass a segment that hangs, and one that fails', async () => {
    const flushed: string[] = []
    const { spool } = await openSpool(async (segment) => {
      const texts = (await contents(segment)).map(row => row[2])
      if (texts.includes('hangs')) return never()
      flushed.push(...texts)
      if (!texts.includes('fails')) return 'gone'
      await sleep(20)
      return flushed.length > 100 ? never() : 'later'
    })
    await spool.append(spec, rows('hangs'))
    await spool.append(spec, rows('fails'))
    await vi.waitFor(() => expect(flushed).toContain('fails'), 10_000)
    await spool.append(spec, rows('newer'))
    await vi.waitFor(() => expect(flushed).toContain('newer'), 10_000)
    await vi.waitFor(() => expect(flushed.length).toBeGreaterThan(100), 20_000)
    await spool.stop()
  }, 40_000)

  it('goes on when the clock is set back', async () => {
    let offset = 0
    const flushed: string[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(...(await contents(segment)).map(row => row[2]))
      return 'gone'
    }, { clock: { now: () => Date.now() + offset } })
    await spool.append(spec, rows('before'))
    await vi.waitFor(() => expect(flushed).toContain('before'))
    offset = -3_600_000
    await spool.append(spec, rows('after'))
    await vi.waitFor(() => expect(flushed).toContain('after'), 70_000)
  }, 80_000)

  it('keeps what was not handed over when it stops, for the next start', async () => {
    const first = await openSpool(async () => 'stopped')
    await first.spool.append(spec, rows('a'))
    await first.spool.append(spec, rows('b'))
    await first.spool.stop()
    const seen: string[] = []
    const { spool } = await openSpool(async (segment) => {
      seen.push(...(await contents(segment)).map(row => row[2]))
      return 'gone'
    }, { directory: first.directory })
    await spool.recover()
    await vi.waitFor(() => expect(seen.sort()).toEqual(['a', 'b']))
  })

  it('refuses the group that the disk did not take, and keeps what came before it', async () => {
    const { spool, directory } = await openSpool(never)
    await spool.append(spec, rows('blocks the flusher'))
    await spool.append(spec, rows('kept'))
    // Its folder becomes a file: the next segment can't be made.
    await rename(join(directory, spec.table), join(directory, 'elsewhere'))
    await writeFile(join(directory, spec.table), '')
    const big = () => rows(...Array.from({ length: 100 }, () => 'fills the segment'))
    await spool.append(spec, big())
    await expect(spool.append(spec, big())).rejects.toMatchObject({ code: 'unavailable', retryAfter: 10 })
    const before = spool.stats().bytes
    await expect(spool.append(spec, rows('x'))).rejects.toMatchObject({ code: 'unavailable' })
    expect(spool.stats().bytes).toBe(before)
  })
})
