import { describe, expect, it } from 'vitest'
import { eventually } from '~~/tests/fixtures/eventually'
import { at, openHub, Reader, scope } from './support'

describe('a new tail', () => {
  it('gets the lines of its query from there on, through its stages', async () => {
    const { arrive, open } = openHub()
    arrive(['before'])
    const reader = new Reader(open({ query: '{service_name="shop"} |= "x" | line_format "<{{__line__}}>"' }).events())
    arrive(['x1', 'y', 'x2'])
    arrive(['x3'], { service: 'cart' })
    arrive(['x4'])
    await eventually(() => expect(reader.told).toEqual(['<x1>', '<x2>', '<x4>']))
    expect(reader.position).toEqual(at(5))
  })

  it('begins with the newest lines before, and misses none that come meanwhile', async () => {
    const { arrive, open, store } = openHub()
    arrive(['1', '2', '3'])
    store.onSettled = async () => arrive(['4'])
    const reader = new Reader(open({ limit: 2 }).events())
    await eventually(() => expect(reader.told).toEqual(['2', '3', '4']))
  })

  it('looks at the rows of one query once for all who ask it', async () => {
    const { hub, store, open } = openHub()
    const readers = Array.from({ length: 3 }, () => new Reader(open({ query: '{service_name = "shop"}' }).events()))
    let reads = 0
    store.arrive(arrival => hub.arrived({ ...arrival, keep: () => {
      reads++
      return arrival.keep()
    } }), ['a'])
    for (const reader of readers) await eventually(() => expect(reader.told).toEqual(['a']))
    expect(reads).toBe(1)
  })

  it('costs a source nothing once it is closed', () => {
    const { hub, store, open } = openHub()
    const tail = open()
    tail.close()
    store.arrive(arrival => hub.arrived({ ...arrival, keep: () => {
      throw new Error('nobody asked')
    } }), ['a'])
  })

  it('has lines of its own table only', async () => {
    const { arrive, open } = openHub()
    const other = new Reader(open({ scope: { ...scope, table: 'source_other' } }).events())
    const reader = new Reader(open().events())
    arrive(['a'])
    await eventually(() => expect(reader.told).toEqual(['a']))
    expect(other.told).toEqual([])
  })
})

describe('a reader that is too slow', () => {
  it('is told how many lines it skipped, and gets the next', async () => {
    const { arrive, open, registry } = openHub({ queueBytes: 20_000 })
    const events = open().events()
    // The first event is a beat; nothing more is asked for
    await events.next()
    for (let i = 0; i < 100; i++) arrive([`${i} ${'x'.repeat(1000)}`])
    await eventually(async () => expect(await registry.metrics()).toMatch(/^cordwood_tail_skipped_lines_total [1-9]/m))
    const reader = new Reader(events)
    const skipped = () => reader.told.flatMap(text => /^skipped (\d+)$/.exec(text)?.slice(1).map(Number) ?? [])
    // All at once where all was looked at before the first is taken, as always but on a busy machine.
    await eventually(() => expect(reader.told.length - skipped().length + skipped().reduce((sum, count) => sum + count, 0)).toBe(100))
    arrive(['next'])
    await eventually(() => expect(reader.told.at(-1)).toBe('next'))
  })

  it('is told so where more arrives than can be looked at', async () => {
    const { arrive, open } = openHub({ backlogBytes: 10 })
    const reader = new Reader(open().events())
    arrive(['small'])
    arrive(['x'.repeat(11)])
    arrive(['y'.repeat(11)])
    await eventually(() => expect(reader.told).toEqual(['small', 'skipped undefined']))
    expect(reader.position).toEqual(at(2))
    arrive(['again'])
    await eventually(() => expect(reader.told.at(-1)).toBe('again'))
  })
})
