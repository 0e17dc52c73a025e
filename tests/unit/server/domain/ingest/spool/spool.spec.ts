import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { Registry } from 'prom-client'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { AppError } from '~~/server/domain/kernel/errors'
import { appSchema } from '~~/server/domain/storage'
import { RowWriter, type EncodedRows } from '~~/server/domain/ingest/encode/row-writer'
import { createIngestMetrics } from '~~/server/domain/ingest/metrics'
import { createSpool } from '~~/server/domain/ingest/spool/spool'
import { readPayloads } from '~~/server/domain/ingest/spool/segment-reader'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { tempDir } from '~~/tests/fixtures/temp-dir'

const spec = { table: 'source_a', schema: appSchema, retentionDays: 30 }

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
async function openSpool(flush: (segment: ClosedSegment) => Promise<boolean>, options: { directory?: string, maxBytes?: number } = {}) {
  const directory = options.directory ?? await tempDir()
  const spool = createSpool({
    directory,
    maxBytes: options.maxBytes ?? 1_000_000,
    limits: { worthwhileRows: 50, rows: 100, bytes: 1_000_000 },
    clock: { now: () => Date.now() },
    logger: silentLogger,
    metrics: createIngestMetrics(new Registry()),
    flush,
  })
  return { spool, directory }
}

const never = () => new Promise<boolean>(() => {})
const filesOf = (directory: string) => readdir(join(directory, spec.table))

describe('spool', () => {
  it('has the rows on disk, numbered, when append resolves', async () => {
    const flushed: ClosedSegment[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(segment)
      return true
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
      return true
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
    const { spool } = await openSpool(() => new Promise<boolean>((resolve) => {
      release = () => resolve(true)
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
      return true
    }, { directory: first.directory })
    expect(await second.spool.recover()).toEqual({ segments: 1, rows: 1, tornBytes: 0 })
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
        return true
      }, { directory: first.directory })
      expect(await spool.recover()).toEqual({ segments: 2, rows: 2, tornBytes: cut - before.length })
      await vi.waitFor(() => expect(seen).toHaveLength(2))
      expect((await contents(seen[1]!)).map(row => row[2])).toEqual(['whole'])
    }
  })

  it('does not take garbage behind the last append for lines', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('good'))
    const [name] = await filesOf(first.directory)
    await appendFile(join(first.directory, spec.table, name!), Buffer.alloc(300, 0xFF))
    const { spool } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toEqual({ segments: 1, rows: 1, tornBytes: 300 })
  })

  it('removes a file whose header was never finished', async () => {
    const first = await openSpool(never)
    await first.spool.append(spec, rows('x'))
    const [name] = await filesOf(first.directory)
    const path = join(first.directory, spec.table, name!)
    await writeFile(path, (await readFile(path)).subarray(0, 10))
    const { spool } = await openSpool(never, { directory: first.directory })
    expect(await spool.recover()).toEqual({ segments: 0, rows: 0, tornBytes: 0 })
    expect(await filesOf(first.directory)).toEqual([])
  })

  it('hands over what is open when it stops', async () => {
    const flushed: ClosedSegment[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(segment)
      return true
    })
    await spool.append(spec, rows('a'))
    await spool.append(spec, rows('b'))
    await spool.stop()
    const texts = await Promise.all(flushed.map(contents))
    expect(texts.flat().map(row => row[2])).toContain('a')
  })
})
