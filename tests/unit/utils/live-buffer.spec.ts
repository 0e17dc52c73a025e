import { describe, expect, it } from 'vitest'
import { compareIds, LiveBuffer } from '../../../utils/live-buffer'

const line = (ordinal: number, time = ordinal) => ({ id: `7-${ordinal}`, time: String(time) })
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i))
const shown = (buffer: LiveBuffer<ReturnType<typeof line>>) => buffer.shown.map(({ id }) => Number(id.slice(2)))

describe('LiveBuffer', () => {
  it('shows lines newest first, once it is told to, and counts them before', () => {
    const buffer = new LiveBuffer<ReturnType<typeof line>>(10)
    buffer.push(lines(1, 2))
    buffer.push(lines(3, 3))
    expect([shown(buffer), buffer.waiting]).toEqual([[], 3])
    expect(buffer.show()).toBe(true)
    expect([shown(buffer), buffer.waiting]).toEqual([[3, 2, 1], 0])
    const same = buffer.shown
    expect(buffer.show()).toBe(false)
    expect(buffer.shown).toBe(same)
  })

  it('holds so many lines and no more; the oldest make room', () => {
    const buffer = new LiveBuffer<ReturnType<typeof line>>(4)
    buffer.push(lines(1, 3))
    buffer.show()
    buffer.push(lines(4, 5))
    buffer.show()
    expect(shown(buffer)).toEqual([5, 4, 3, 2])
  })

  it('counts what made room while nobody followed, and shows the newest in the end without a gap', () => {
    const buffer = new LiveBuffer<ReturnType<typeof line>>(3)
    buffer.push(lines(1, 2))
    buffer.show()
    buffer.push(lines(3, 9))
    expect(buffer.waiting).toBe(7)
    buffer.show()
    expect([shown(buffer), buffer.waiting]).toEqual([[9, 8, 7], 0])
  })

  it('tells from when on older lines are to be read: nothing falls between', () => {
    const buffer = new LiveBuffer<ReturnType<typeof line>>(3)
    expect(buffer.olderThan).toBeUndefined()
    buffer.push([line(1, 100), line(2, 200)])
    buffer.show()
    expect(buffer.olderThan).toBe(101n)
    // A line that says an old time came late; the newest of those that went counts.
    buffer.push([line(3, 50), line(4, 300), line(5, 400)])
    buffer.show()
    expect(shown(buffer)).toEqual([5, 4, 3])
    expect(buffer.olderThan).toBe(201n)
  })

  it('puts what was skipped of several sources behind a line of each', () => {
    const of = (source: string, ...ordinals: number[]) => ordinals.map(ordinal => ({ ...line(ordinal), source }))
    const buffer = new LiveBuffer<ReturnType<typeof of>[number]>(10)
    buffer.push([...of('app', 1), ...of('jobs', 100), ...of('app', 5), ...of('jobs', 104)])
    buffer.show()
    buffer.insert([...of('app', 2), ...of('jobs', 101)], 'app:7-1,jobs:7-100')
    expect(buffer.shown.map(({ id, source }) => source + id.slice(1))).toEqual(['jobs-104', 'app-5', 'jobs-101', 'app-2', 'jobs-100', 'app-1'])
  })

  it('puts what was skipped where it came', () => {
    const buffer = new LiveBuffer<ReturnType<typeof line>>(10)
    buffer.push([...lines(1, 2), ...lines(6, 7)])
    buffer.show()
    buffer.insert(lines(3, 5), '7-2')
    expect(shown(buffer)).toEqual([7, 6, 5, 4, 3, 2, 1])
    buffer.insert(lines(0, 0), '6-9')
    expect(shown(buffer)).toEqual([7, 6, 5, 4, 3, 2, 1, 0])
  })

  it('forgets everything', () => {
    const buffer = new LiveBuffer<ReturnType<typeof line>>(2)
    buffer.push(lines(1, 5))
    buffer.show()
    buffer.clear()
    expect([shown(buffer), buffer.waiting, buffer.olderThan]).toEqual([[], 0, undefined])
  })
})

describe('compareIds', () => {
  it.each([['7-9', '7-10', -1], ['8-0', '7-10', 1], ['18446744073709551615-1', '18446744073709551614-1', 1], ['7-1', '7-1', 0], ['jobs:8-0', 'app:7-10', 1], ['x', '7-1', 0]])('%s, %s', (a, b, order) => {
    expect(Math.sign(compareIds(a, b))).toBe(order)
  })
})
