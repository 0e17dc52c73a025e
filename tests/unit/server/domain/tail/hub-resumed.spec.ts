import { describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel/errors'
import { eventually } from '~~/tests/fixtures/eventually'
import { at, openHub, Reader } from './support'

describe('a tail that is resumed', () => {
  it('gets everything behind where it was, then what comes, each once', async () => {
    const { arrive, open, store } = openHub()
    arrive(Array.from({ length: 12_000 }, (_, i) => `before ${i}`))
    store.onSettled = async () => arrive(['meanwhile'])
    const reader = new Reader(open({ after: at(9) }).events())
    await eventually(() => expect(reader.told).toHaveLength(11_991))
    expect([reader.told[0], reader.told.at(-2), reader.told.at(-1)]).toEqual(['before 10', 'before 11999', 'meanwhile'])
    expect(reader.position).toEqual(at(12_000))
  })

  it('gets only what comes where it has had everything, or says a row that is still to come', async () => {
    const { arrive, open } = openHub()
    arrive(['a'])
    const readers = [at(0), at(0, 99n)].map(after => new Reader(open({ after }).events()))
    arrive(['b'])
    for (const reader of readers) await eventually(() => expect(reader.told).toEqual(['b']))
  })

  it('is told what took the engine too long, and goes on live', async () => {
    const { arrive, open, store } = openHub()
    arrive(['a', 'b'])
    store.failRead = new AppError('timeout', 'too slow')
    const reader = new Reader(open({ after: at(0) }).events())
    await eventually(() => expect(reader.told).toEqual(['skipped undefined']))
    arrive(['c'])
    await eventually(() => expect(reader.told).toEqual(['skipped undefined', 'c']))
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
