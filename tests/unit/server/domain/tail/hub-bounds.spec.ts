import { describe, expect, it, vi } from 'vitest'
import { AppError } from '~~/server/domain/kernel/errors'
import { eventually } from '~~/tests/fixtures/eventually'
import { customTable, openHub, Reader, scope } from './support'

describe('bounds', () => {
  it('says why numbers can’t be followed', () => {
    const { open } = openHub()
    expect(() => open({ query: 'rate({a="b"}[1m])' })).toThrow(/Only lines can be followed live/)
  })

  it('refuses a table whose rows can’t be told apart', () => {
    const { open } = openHub()
    expect(() => open({ scope: { ...scope, schema: 'custom', custom: customTable(false) } })).toThrow(/Segment and Ordinal/)
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
    await eventually(() => expect(live.position).toBeDefined())
    hub.stop()
    await Promise.all([live.done, resumed.done])
    expect([live.told, resumed.told]).toEqual([['end unavailable'], ['end unavailable']])
    expect(() => open()).toThrow(/stopping/)
  })
})
