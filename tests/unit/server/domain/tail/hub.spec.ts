import { describe, expect, it, vi } from 'vitest'
import type { Scope, ScopeGroup } from '#shared/types/scope'
import type { RowId } from '#shared/utils/row-id'
import { AppError } from '~~/server/domain/kernel/errors'
import { at, idOf, openHub, Reader, scope } from './support'

const custom = { table: 't', owned: false, columns: [], mapping: { time: 't', body: 'b', fields: {} } }

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

describe('a tail that is resumed', () => {
  it('gets everything behind where it was, then what comes, each once', async () => {
    const { arrive, open, store } = openHub()
    arrive(Array.from({ length: 12_000 }, (_, i) => `before ${i}`))
    store.onSettled = async () => arrive(['meanwhile'])
    const reader = new Reader(open({ after: at(9) }).events())
    await vi.waitFor(() => expect(reader.told).toHaveLength(11_991))
    expect([reader.told[0], reader.told.at(-2), reader.told.at(-1)]).toEqual(['before 10', 'before 11999', 'meanwhile'])
    expect(reader.position).toEqual(at(12_000))
  })

  it('gets only what comes where it has had everything, or says a row that is still to come', async () => {
    const { arrive, open } = openHub()
    arrive(['a'])
    const readers = [at(0), at(0, 99n)].map(after => new Reader(open({ after }).events()))
    arrive(['b'])
    for (const reader of readers) await vi.waitFor(() => expect(reader.told).toEqual(['b']))
  })

  it('is told what took the engine too long, and goes on live', async () => {
    const { arrive, open, store } = openHub()
    arrive(['a', 'b'])
    store.failRead = new AppError('timeout', 'too slow')
    const reader = new Reader(open({ after: at(0) }).events())
    await vi.waitFor(() => expect(reader.told).toEqual(['skipped undefined']))
    arrive(['c'])
    await vi.waitFor(() => expect(reader.told).toEqual(['skipped undefined', 'c']))
  })

  it('ends when ClickHouse is away, to be resumed there again', async () => {
    const { arrive, open, store } = openHub()
    arrive(['a', 'b'])
    store.failRead = new AppError('unavailable', 'away')
    const reader = new Reader(open({ after: at(0) }).events())
    await reader.done
    expect(reader.told).toEqual(['end unavailable'])
    expect(reader.position).toEqual(at(0))
  })
})

describe('a tail of several sources', () => {
  const other: Scope = { ...scope, sourceId: 't', table: 'source_t' }
  const both: ScopeGroup = { projectId: 'p', sources: new Map([['app', scope], ['jobs', other]]) }
  const placeOfBoth = (app: number, jobs: number) => new Map([['app', idOf(app)], ['jobs', idOf(jobs)]])

  it('gets the lines of all as they arrive, each with its source', async () => {
    const { arrive, open } = openHub()
    const [reader, alone] = [new Reader(open({ scope: both }).events()), new Reader(open().events())]
    arrive(['a'])
    arrive(['b', 'not of it'], undefined, other.table)
    arrive(['c'])
    arrive(['of another project'], undefined, 'source_foreign')
    await vi.waitFor(() => expect(reader.told).toEqual(['app: a', 'jobs: b', 'jobs: not of it', 'app: c']))
    expect(alone.told).toEqual(['a', 'c'])
    expect([reader.position, alone.position]).toEqual([placeOfBoth(1, 1), at(1)])
  })

  it('begins with the newest lines of all', async () => {
    const { arrive, open, store } = openHub()
    arrive(['1', '2'])
    arrive(['3'], undefined, other.table)
    store.onSettled = async () => {
      store.onSettled = async () => {}
      arrive(['4'], undefined, other.table)
    }
    const reader = new Reader(open({ scope: both, limit: 2 }).events())
    await vi.waitFor(() => expect(reader.told).toEqual(['app: 2', 'jobs: 3', 'jobs: 4']))
  })

  it('goes on behind the place of each, wherever it breaks off', async () => {
    const { arrive, open } = openHub()
    for (let i = 0; i < 40; i++) arrive(Array.from({ length: 300 }, (_, k) => `${i * 300 + k}`), undefined, i % 3 === 0 ? other.table : undefined)
    const got: string[] = []
    let position: ReadonlyMap<string, RowId> = placeOfBoth(0, 0)
    for (let events = 1; got.length < 11_998; events++) {
      const tail = open({ scope: both, after: position })
      let left = events
      for await (const event of tail.events()) {
        if (event.kind === 'lines') {
          got.push(...event.batch.lines.map(({ position: { source, ordinal } }) => `${source} ${ordinal}`))
          position = event.position
          if (--left === 0) break
        }
        else if (event.kind === 'end') throw event.error
        if (got.length === 11_998) break
      }
    }
    for (const [source, count] of [['app', 7800], ['jobs', 4200]] as const) {
      expect(got.filter(line => line.startsWith(source))).toEqual(Array.from({ length: count - 1 }, (_, i) => `${source} ${i + 1}`))
    }
  })

  it('gets from where it was what one of them has, and of the other what comes', async () => {
    const { arrive, open } = openHub()
    arrive(['a0', 'a1'])
    arrive(['b0'], undefined, other.table)
    const ahead = { scope: both, after: placeOfBoth(0, 99) }
    // Whoever breaks off at once has not had what a row still to come would say.
    expect((await open(ahead).events().next()).value).toEqual({ kind: 'beat', position: placeOfBoth(0, 0) })
    const reader = new Reader(open(ahead).events())
    await vi.waitFor(() => expect(reader.told).toEqual(['app: a1']))
    arrive(['b1'], undefined, other.table)
    await vi.waitFor(() => expect(reader.told).toEqual(['app: a1', 'jobs: b1']))
    expect(reader.position).toEqual(placeOfBoth(1, 1))
  })

  it('has levels as they are read together: where one discovers them, all do', async () => {
    const { arrive, open } = openHub()
    const mixed: ScopeGroup = { ...both, sources: new Map([['app', scope], ['jobs', { ...other, discoverLogLevels: false }]]) }
    const query = '{detected_level="info"}'
    const [reader, alone] = [new Reader(open({ scope: mixed, query }).events()), new Reader(open({ scope: mixed.sources.get('jobs')!, query }).events())]
    arrive(['b'], undefined, other.table)
    await vi.waitFor(() => expect(reader.told).toEqual(['jobs: b']))
    expect(alone.told).toEqual([])
  })

  it('may have a table of the users’ own among them', async () => {
    const { arrive, open } = openHub()
    const mine: Scope = { ...other, schema: 'custom', custom: { ...custom, hasIdentity: true } }
    const mixed: ScopeGroup = { ...both, sources: new Map([['app', scope], ['mine', mine]]) }
    arrive(['before'], undefined, other.table)
    const reader = new Reader(open({ scope: mixed }).events())
    arrive(['a'])
    arrive(['b', 'c'], undefined, other.table)
    await vi.waitFor(() => expect(reader.told.toSorted()).toEqual(['app: a', 'mine: b', 'mine: c']))
    await vi.waitFor(() => expect(reader.position).toEqual(new Map([['app', idOf(0)], ['mine', idOf(2)]])))
  })

  it('costs its sources nothing once it is closed, and takes one seat', () => {
    const { hub, store, open } = openHub({ each: 1 })
    open({ scope: both }).close()
    for (const table of [scope.table, other.table]) {
      store.arrive(arrival => hub.arrived({ ...arrival, keep: () => {
        throw new Error('nobody asked')
      } }), ['a'], undefined, table)
    }
    open({ scope: both })
  })

  it.each<[string, ReadonlyMap<string, RowId>, object?]>([
    ['one source', at(0)], ['fewer', new Map([['app', idOf(0)]])], ['others', new Map([['app', idOf(0)], ['web', idOf(0)]])], ['several, of one', placeOfBoth(0, 0), { scope }],
  ])('refuses the place of %s', (_, after, more = {}) => {
    const { open } = openHub()
    expect(() => open({ scope: both, after, ...more })).toThrow(/Send it with the sources that it came from/)
  })

  it('refuses a table among them whose rows can’t be told apart, and says which', () => {
    const { open } = openHub()
    const mine: Scope = { ...other, schema: 'custom', custom: { ...custom, hasIdentity: false } }
    expect(() => open({ scope: { ...both, sources: new Map([['app', scope], ['mine', mine]]) } })).toThrow(/table of the source mine .* Segment and Ordinal/)
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

describe('bounds', () => {
  it('says why numbers can’t be followed', () => {
    const { open } = openHub()
    expect(() => open({ query: 'rate({a="b"}[1m])' })).toThrow(/Only lines can be followed live/)
  })

  it('refuses a table whose rows can’t be told apart', () => {
    const { open } = openHub()
    expect(() => open({ scope: { ...scope, schema: 'custom', custom: { ...custom, hasIdentity: false } } })).toThrow(/Segment and Ordinal/)
  })

  it.each([
    ['one reader', { each: 1 }, {}, /You have 1 live tails/],
    ['a project', { project: 1 }, { reader: 'another' }, /The project has 1 live tails/],
    ['everybody', { all: 1 }, { reader: 'another', scope: { ...scope, projectId: 'q' } }, /The server has 1 live tails/],
  ])('refuses more tails than may be, of %s', (_, limits, request, message) => {
    const { open } = openHub(limits)
    const first = open()
    expect(() => open(request)).toThrow(message)
    first.close()
    first.close()
    open(request)
    expect(() => open(request)).toThrow(message)
  })

  it('ends a tail whose reader may not read any more', async () => {
    const { arrive, open } = openHub()
    const reader = new Reader(open({ recheck: () => Promise.reject(new AppError('unauthenticated', 'gone')) }).events())
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000)
    arrive(['secret'])
    await reader.done
    clock.mockRestore()
    expect(reader.told).toEqual(['end unauthenticated'])
  })

  it('tells its readers when the server stops, and takes no new ones', async () => {
    const { hub, arrive, open, store } = openHub()
    arrive(['a'])
    const live = new Reader(open().events())
    store.onSettled = signal => new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason as Error)))
    const resumed = new Reader(open({ limit: 1 }).events())
    await vi.waitFor(() => expect(live.position).toBeDefined())
    hub.stop()
    await Promise.all([live.done, resumed.done])
    expect([live.told, resumed.told]).toEqual([['end unavailable'], ['end unavailable']])
    expect(() => open()).toThrow(/stopping/)
  })
})

describe('the tail of a table of the users’ own', () => {
  const own = { ...scope, schema: 'custom' as const, custom: { ...custom, hasIdentity: true } }

  it('reads what arrives from the store as soon as it is there', async () => {
    const { arrive, open } = openHub()
    arrive(['before'])
    const [early, resumed] = [new Reader(open({ scope: own }).events()), new Reader(open({ scope: own, after: at(0, 0n) }).events())]
    arrive(['a', 'b'])
    arrive(['c'])
    await vi.waitFor(() => expect(early.told).toEqual(['a', 'b', 'c']))
    await vi.waitFor(() => expect(resumed.told).toEqual(['before', 'a', 'b', 'c']))
    const late = new Reader(open({ scope: own }).events())
    arrive(['d'])
    await vi.waitFor(() => expect(late.told).toEqual(['d']))
  })

  it('goes on when the store is there again', async () => {
    const { arrive, open, store } = openHub()
    const reader = new Reader(open({ scope: own }).events())
    store.failRead = new AppError('unavailable', 'away')
    arrive(['a'])
    await new Promise(wake => setTimeout(wake, 20))
    store.failRead = undefined
    await vi.waitFor(() => expect(reader.told).toEqual(['a']), 10_000)
  })
})
