import { describe, expect, it, vi } from 'vitest'
import { at, openHub, Reader, scope } from './support'

describe('a new tail', () => {
  it('gets the lines of its query from there on, through its stages', async () => {
    const { arrive, open } = openHub()
    arrive(['before'])
    const reader = new Reader(open({ query: '{service_name="shop"} |= "x" | line_format "<{{__line__}}>"' }).events())
    arrive(['x1', 'y', 'x2'])
    arrive(['x3'], { service: 'cart' })
    arrive(['x4'])
    await vi.waitFor(() => expect(reader.told).toEqual(['<x1>', '<x2>', '<x4>']))
    expect(reader.position).toEqual(at(5))
  })

  it('begins with the newest lines before, and misses none that come meanwhile', async () => {
    const { arrive, open, store } = openHub()
    arrive(['1', '2', '3'])
    store.onSettled = async () => arrive(['4'])
    const reader = new Reader(open({ limit: 2 }).events())
    await vi.waitFor(() => expect(reader.told).toEqual(['2', '3', '4']))
  })

  it('looks at the rows of one query once for all who ask it', async () => {
    const { hub, store, open } = openHub()
    const readers = Array.from({ length: 3 }, () => new Reader(open({ query: '{service_name = "shop"}' }).events()))
    let reads = 0
    store.arrive(arrival => hub.arrived({ ...arrival, keep: () => {
      reads++
      return arrival.keep()
    } }), ['a'])
    for (const reader of readers) await vi.waitFor(() => expect(reader.told).toEqual(['a']))
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
    await vi.waitFor(() => expect(reader.told).toEqual(['a']))
    expect(other.told).toEqual([])
  })
})

describe('a reader that is too slow', () => {
  it('is told how many lines it skipped, and gets the next', async () => {
    const { arrive, open } = openHub({ queueBytes: 20_000 })
    const events = open().events()
    // The first event is a beat; nothing more is asked for
    await events.next()
    for (let i = 0; i < 100; i++) arrive([`${i} ${'x'.repeat(1000)}`])
    await new Promise(wake => setTimeout(wake, 50))
    const reader = new Reader(events)
    await vi.waitFor(() => expect(reader.told.at(-1)).toMatch(/^skipped/))
    const given = reader.told.length - 1
    expect(reader.told.at(-1)).toBe(`skipped ${100 - given}`)
    arrive(['next'])
    await vi.waitFor(() => expect(reader.told.at(-1)).toBe('next'))
  })

  it('is told so where more arrives than can be looked at', async () => {
    const { arrive, open } = openHub({ backlogBytes: 10 })
    const reader = new Reader(open().events())
    arrive(['small'])
    arrive(['x'.repeat(11)])
    arrive(['y'.repeat(11)])
    await vi.waitFor(() => expect(reader.told).toEqual(['small', 'skipped undefined']))
    expect(reader.position).toEqual(at(2))
    arrive(['again'])
    await vi.waitFor(() => expect(reader.told.at(-1)).toBe('again'))
  })
})
