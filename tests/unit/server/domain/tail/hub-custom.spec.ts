import { describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel/errors'
import { eventually } from '~~/tests/fixtures/eventually'
import { at, customTable, openHub, Reader, scope } from './support'

describe('the tail of a table of the users’ own', () => {
  const own = { ...scope, schema: 'custom' as const, custom: customTable(true) }

  it('reads what arrives from the store as soon as it is there', async () => {
    const { arrive, open } = openHub()
    arrive(['before'])
    const [early, resumed] = [new Reader(open({ scope: own }).events()), new Reader(open({ scope: own, after: at(0, 0n) }).events())]
    arrive(['a', 'b'])
    arrive(['c'])
    await eventually(() => expect(early.told).toEqual(['a', 'b', 'c']))
    await eventually(() => expect(resumed.told).toEqual(['before', 'a', 'b', 'c']))
    const late = new Reader(open({ scope: own }).events())
    arrive(['d'])
    await eventually(() => expect(late.told).toEqual(['d']))
  })

  it('goes on when the store is there again', async () => {
    const { arrive, open, store } = openHub()
    const reader = new Reader(open({ scope: own }).events())
    store.failRead = new AppError('unavailable', 'away')
    arrive(['a'])
    await new Promise(wake => setTimeout(wake, 20))
    store.failRead = undefined
    await eventually(() => expect(reader.told).toEqual(['a']))
  })
})
