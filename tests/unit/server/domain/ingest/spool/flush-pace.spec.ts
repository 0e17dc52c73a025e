import { beforeEach, describe, expect, it } from 'vitest'
import { FlushPace } from '../../../../../../server/domain/ingest/spool/flush-pace'

describe('the pace of flushes', () => {
  let now: number
  let pace: FlushPace
  beforeEach(() => {
    now = 10_000
    pace = new FlushPace(() => now)
  })

  /** A flush that took so long. */
  function flushed(ms: number): void {
    const finished = pace.start()
    now += ms
    finished()
  }

  it('lets a lone line go at once', () => {
    expect(pace.waitMs(now)).toBe(0)
    flushed(10)
    now += 1_000
    expect(pace.waitMs(now)).toBe(0)
  })

  it('pauses under load in proportion to the last insert, between bounds', () => {
    flushed(50)
    now += 300
    expect(pace.waitMs(now)).toBe(50) // 8 × 50 ms after its start
    now += 1_000
    flushed(5)
    now += 90
    expect(pace.waitMs(now)).toBe(5) // 100 ms at the least
    now += 1_000
    flushed(600)
    now += 1_390
    expect(pace.waitMs(now)).toBe(10) // 2 s at the most
  })

  it('waits for no more once a burst has ended', () => {
    flushed(600)
    now += 900
    const lastAppendAt = now
    expect(pace.waitMs(lastAppendAt)).toBe(100)
    now += 100
    expect(pace.waitMs(lastAppendAt)).toBe(0)
  })

  it('does not rest when nothing more comes', () => {
    flushed(600)
    expect(pace.waitMs(now - 5_000)).toBe(0)
    flushed(30)
    expect(pace.waitMs(now - 5_000)).toBe(70) // 100 ms after its start
  })

  it('lets the end of a burst go beside an insert that runs', () => {
    pace.start()
    expect(pace.waitMs(now)).toBe(100)
    now += 150
    expect(pace.waitMs(now - 101)).toBe(0)
  })

  it('backs off while ClickHouse fails, quiet or not', () => {
    pace.failed(3)
    expect(pace.waitMs(now - 5_000)).toBe(6_000)
    pace.failed(1_000)
    expect(pace.waitMs(now)).toBe(60_000)
  })
})
