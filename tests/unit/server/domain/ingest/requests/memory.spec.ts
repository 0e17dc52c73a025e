import { describe, expect, it } from 'vitest'
import { RequestMemory } from '~~/server/domain/ingest/requests/memory'

const HOUR = 3_600_000

function setUp(most?: number) {
  const clock = { time: 1_790_000_000_000 }
  const memory = new RequestMemory(() => clock.time, most)
  const add = (id: string, part = 0, at = clock.time) => memory.add({ id, fingerprint: `of ${id}`, part, at })
  return { clock, memory, add }
}

describe('the memory of requests', () => {
  it('knows what was stored of a request, part by part', () => {
    const { clock, memory, add } = setUp()
    expect(memory.find('a')).toBeUndefined()
    add('a', 1)
    clock.time += 1000
    add('a', 31, clock.time)
    expect(memory.find('a')).toEqual({ fingerprint: 'of a', at: clock.time - 1000, parts: (1 << 1) | (1 << 31) })
  })

  it('forgets after a day, counted from the first time', () => {
    const { clock, memory, add } = setUp()
    add('a')
    clock.time += 23 * HOUR
    add('a', 1)
    expect(memory.find('a')?.parts).toBe(3)
    clock.time += HOUR
    expect(memory.find('a')).toBeUndefined()
    add('b')
    expect(memory.size).toBe(1)
    add('late', 0, clock.time - 25 * HOUR)
    expect(memory.find('late')).toBeUndefined()
  })

  it('keeps the newest when there are too many', () => {
    const { clock, memory, add } = setUp(3)
    add('old')
    clock.time += 24 * HOUR
    for (const id of ['a', 'b', 'old', 'c']) add(id)
    expect(['a', 'b', 'old', 'c'].map(id => memory.find(id) !== undefined)).toEqual([false, true, true, true])
  })
})
