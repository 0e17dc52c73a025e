import { describe, expect, it } from 'vitest'
import { windowsOf } from '~~/server/domain/query/windows'

const MINUTE = 60_000_000_000n
const DAY = 1440n * MINUTE

describe('windowsOf', () => {
  it('grows from the end, newest first', () => {
    expect([...windowsOf({ start: 0n, end: 100n * DAY }, 'desc')]).toEqual([
      { start: 100n * DAY - MINUTE, end: 100n * DAY },
      { start: 100n * DAY - 15n * MINUTE, end: 100n * DAY - MINUTE },
      { start: 100n * DAY - 360n * MINUTE, end: 100n * DAY - 15n * MINUTE },
      { start: 98n * DAY, end: 100n * DAY - 360n * MINUTE },
      { start: 84n * DAY, end: 98n * DAY },
      { start: 0n, end: 84n * DAY },
    ])
  })

  it('grows from the start, oldest first', () => {
    expect([...windowsOf({ start: 0n, end: 20n * MINUTE }, 'asc')]).toEqual([
      { start: 0n, end: MINUTE },
      { start: MINUTE, end: 15n * MINUTE },
      { start: 15n * MINUTE, end: 20n * MINUTE },
    ])
  })

  it('leaves out a size behind each window that was empty', () => {
    const windows = windowsOf({ start: 0n, end: 100n * DAY }, 'desc')
    expect([windows.next(), windows.next(true), windows.next(false), windows.next(true), windows.next(true)].map(({ value }) => value)).toEqual([
      { start: 100n * DAY - MINUTE, end: 100n * DAY },
      { start: 100n * DAY - 360n * MINUTE, end: 100n * DAY - MINUTE },
      { start: 98n * DAY, end: 100n * DAY - 360n * MINUTE },
      { start: 0n, end: 98n * DAY },
      undefined,
    ])
  })

  it.each([1n, MINUTE - 1n, MINUTE, MINUTE + 1n, 15n * MINUTE, DAY, 2n * DAY, 1000n * DAY])(
    'covers %s ns without gap or overlap', (span) => {
      const range = { start: 77n, end: 77n + span }
      for (const order of ['asc', 'desc'] as const) {
        const windows = [...windowsOf(range, order)]
        if (order === 'desc') windows.reverse()
        expect(windows[0]?.start).toBe(range.start)
        expect(windows.at(-1)?.end).toBe(range.end)
        windows.forEach((window, i) => {
          expect(window.start).toBeLessThan(window.end)
          if (i > 0) expect(window.start).toBe(windows[i - 1]?.end)
        })
      }
    })

  it('has no window in an empty range', () => expect([...windowsOf({ start: 5n, end: 5n }, 'desc')]).toEqual([]))
})
