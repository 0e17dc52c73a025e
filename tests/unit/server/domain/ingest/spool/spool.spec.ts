import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel/errors'
import type { FlushOutcome } from '~~/server/domain/ingest/flush/flusher'
import type { ClosedSegment } from '~~/server/domain/ingest/spool/segment-file'
import { eventually } from '~~/tests/fixtures/eventually'
import { contents, filesOf, never, openBlocked, openSpool, rows, spec } from './support'

describe('spool', () => {
  it('has the rows on disk, numbered, when append resolves', async () => {
    const flushed: ClosedSegment[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(segment)
      return 'gone'
    })
    await spool.append(spec, rows('one', 'two'))
    await eventually(() => expect(flushed).toHaveLength(1))
    const { segment } = flushed[0]!.header
    expect(await contents(flushed[0]!)).toEqual([[segment, 0, 'one'], [segment, 1, 'two']])
  })

  it('groups appends that wait for one another into one segment while ClickHouse is busy', async () => {
    const flushed: ClosedSegment[] = []
    const { spool, release } = await openBlocked(async (segment) => {
      flushed.push(segment)
      return 'gone'
    })
    await Promise.all(['a', 'b', 'c', 'd'].map(text => spool.append(spec, rows(text))))
    release()
    await eventually(() => expect(flushed).toHaveLength(1))
    expect((await contents(flushed[0]!)).map(([, ordinal, text]) => [ordinal, text]))
      .toEqual([[0, 'a'], [1, 'b'], [2, 'c'], [3, 'd']])
  })

  it('closes a segment at its bound of rows even while ClickHouse hangs', async () => {
    const { spool, directory } = await openSpool(never)
    for (let i = 0; i < 5; i++) await spool.append(spec, rows(...Array.from({ length: 100 }, (_, n) => `r${n}`)))
    await eventually(() => expect(spool.stats().segments).toBe(5))
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
    await eventually(() => expect(release).toBeDefined())
    release?.()
    await eventually(() => expect(spool.stats().bytes).toBe(0))
    await spool.append(spec, rows('0123456789'))
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
    await eventually(() => expect(flushed).toContain('fails'))
    await spool.append(spec, rows('newer'))
    await eventually(() => expect(flushed).toContain('newer'))
    await eventually(() => expect(flushed.length).toBeGreaterThan(100))
    await spool.stop()
  })

  it('goes on when the clock is set back', async () => {
    let offset = 0
    const flushed: string[] = []
    const { spool } = await openSpool(async (segment) => {
      flushed.push(...(await contents(segment)).map(row => row[2]))
      return 'gone'
    }, { clock: { now: () => Date.now() + offset } })
    await spool.append(spec, rows('before'))
    await eventually(() => expect(flushed).toContain('before'))
    offset = -3_600_000
    await spool.append(spec, rows('after'))
    await eventually(() => expect(flushed).toContain('after'), 70_000)
  })

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
    await eventually(() => expect(seen.sort()).toEqual(['a', 'b']))
  })

  it('refuses the group that the disk did not take, and keeps what came before it', async () => {
    const { spool, directory } = await openBlocked(never)
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
