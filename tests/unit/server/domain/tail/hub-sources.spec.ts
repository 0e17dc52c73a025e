import { describe, expect, it } from 'vitest'
import type { Scope, ScopeGroup } from '#shared/types/scope'
import type { RowId } from '#shared/utils/row-id'
import { eventually } from '~~/tests/fixtures/eventually'
import { at, customTable, idOf, openHub, Reader, scope } from './support'

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
    await eventually(() => expect(reader.told).toEqual(['app: a', 'jobs: b', 'jobs: not of it', 'app: c']))
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
    await eventually(() => expect(reader.told).toEqual(['app: 2', 'jobs: 3', 'jobs: 4']))
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
    await eventually(() => expect(reader.told).toEqual(['app: a1']))
    arrive(['b1'], undefined, other.table)
    await eventually(() => expect(reader.told).toEqual(['app: a1', 'jobs: b1']))
    expect(reader.position).toEqual(placeOfBoth(1, 1))
  })

  it('has levels as they are read together: where one discovers them, all do', async () => {
    const { arrive, open } = openHub()
    const mixed: ScopeGroup = { ...both, sources: new Map([['app', scope], ['jobs', { ...other, discoverLogLevels: false }]]) }
    const query = '{detected_level="info"}'
    const [reader, alone] = [new Reader(open({ scope: mixed, query }).events()), new Reader(open({ scope: mixed.sources.get('jobs')!, query }).events())]
    arrive(['b'], undefined, other.table)
    await eventually(() => expect(reader.told).toEqual(['jobs: b']))
    expect(alone.told).toEqual([])
  })

  it('may have a table of the users’ own among them', async () => {
    const { arrive, open } = openHub()
    const mine: Scope = { ...other, schema: 'custom', custom: customTable(true) }
    const mixed: ScopeGroup = { ...both, sources: new Map([['app', scope], ['mine', mine]]) }
    arrive(['before'], undefined, other.table)
    const reader = new Reader(open({ scope: mixed }).events())
    arrive(['a'])
    arrive(['b', 'c'], undefined, other.table)
    await eventually(() => expect(reader.told.toSorted()).toEqual(['app: a', 'mine: b', 'mine: c']))
    await eventually(() => expect(reader.position).toEqual(new Map([['app', idOf(0)], ['mine', idOf(2)]])))
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
    const mine: Scope = { ...other, schema: 'custom', custom: customTable(false) }
    expect(() => open({ scope: { ...both, sources: new Map([['app', scope], ['mine', mine]]) } })).toThrow(/table of the source mine .* Segment and Ordinal/)
  })
})
