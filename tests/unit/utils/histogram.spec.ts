import { describe, expect, it } from 'vitest'
import type { HistogramResponse } from '#shared/schemas/facets'
import { barSeries, chosenSeries, countTicks, fillBars, REST, spanOfBars, splitLabel, stepLabel, ticksOf } from '../../../utils/histogram'

const START = Date.parse('2026-11-22T10:00:00Z')
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString()
const histogram: HistogramResponse = {
  start: at(0), stepMs: 60_000, values: [], other: 0, total: 6, scannedRows: 6, elapsedMs: 1,
  buckets: [{ time: at(1), counts: { info: 3, error: 1 } }, { time: at(4), counts: { info: 2 } }],
}

describe('fillBars', () => {
  it('covers the span without a gap, and keeps the counts', () => {
    const bars = fillBars(histogram, { start: START + 30_000, end: START + 6 * 60_000 })
    expect(bars.map(bar => bar.time)).toEqual([0, 1, 2, 3, 4, 5].map(minutes => START + minutes * 60_000))
    expect(bars[1]?.counts).toEqual({ info: 3, error: 1 })
    expect(bars[2]?.counts).toEqual({})
  })
  it('gives nothing for a step of nothing', () => {
    expect(fillBars({ ...histogram, stepMs: 0 }, { start: START, end: START + 1 })).toEqual([])
  })
})

describe('barSeries', () => {
  const names = (series: ReturnType<typeof barSeries>) => series.filter(({ total }) => total > 0).map(({ name, total }) => `${name} ${total}`)
  it('splits by level, the worst first', () => {
    const series = barSeries({ ...histogram, values: [{ value: 'info', count: 5 }, { value: 'error', count: 1 }] }, undefined)
    expect(names(series)).toEqual(['Error 1', 'Info 5'])
    expect(series.map(({ key }) => key)).toEqual(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unknown'])
    expect(splitLabel(undefined)).toBe('detected_level')
  })
  it('splits by a field, with the lines that lack it and the rest at the end', () => {
    const values = [{ value: 'eu', count: 5 }, { value: '', count: 4 }, { value: 'us', count: 3 }]
    const series = barSeries({ ...histogram, values, other: 2 }, 'region')
    expect(names(series)).toEqual(['eu 5', 'us 3', 'without region 4', 'other values 2'])
    expect(new Set(series.map(({ color }) => color)).size).toBe(4)
    expect(splitLabel('region')).toBe('region')
  })
  it('counts the rest of a bar', () => {
    const bars = fillBars({ ...histogram, buckets: [{ time: at(1), counts: { eu: 3 }, other: 2 }] }, { start: START, end: START + 120_000 })
    expect(bars[1]?.counts).toEqual({ eu: 3, [REST]: 2 })
  })
  it('leaves those that are filtered for, or all', () => {
    const series = barSeries({ ...histogram, values: [{ value: 'eu', count: 5 }, { value: 'us', count: 3 }] }, 'region')
    expect(names(chosenSeries(series, ['us']))).toEqual(['us 3'])
    expect(names(chosenSeries(series, []))).toEqual(['eu 5', 'us 3'])
    expect(names(chosenSeries(series, ['elsewhere']))).toEqual(['eu 5', 'us 3'])
  })
})

describe('spanOfBars', () => {
  it('reaches from the first bar to the end of the last', () => {
    const bars = [{ time: START, counts: {} }, { time: START + 60_000, counts: {} }]
    expect(spanOfBars(bars, 60_000, { start: START + 1000, end: START + 61_000 })).toEqual({ start: START, end: START + 120_000 })
    expect(spanOfBars([], 60_000, { start: 1, end: 2 })).toEqual({ start: 1, end: 2 })
  })
})

describe('axis', () => {
  it.each([[250, '250 ms'], [1000, '1 s'], [90_000, '90 s'], [300_000, '5 min'], [7_200_000, '2 h'], [86_400_000, '1 d']])('names a step of %d ms', (ms, label) => {
    expect(stepLabel(ms)).toBe(label)
  })
  it('puts few ticks, all within the span', () => {
    for (const width of [50, 1000, 3_600_000, 86_400_000, 30 * 86_400_000]) {
      const span = { start: START + 17, end: START + 17 + width }
      const ticks = ticksOf(span, 8)
      expect(ticks.length).toBeLessThanOrEqual(9)
      expect(ticks.every(tick => tick >= span.start && tick < span.end)).toBe(true)
    }
  })
})

describe('countTicks', () => {
  it.each([[1, [0, 1]], [3, [0, 1, 2, 3]], [65, [0, 20, 40, 60]], [715, [0, 200, 400, 600]], [3000, [0, 1000, 2000, 3000]]])('puts round counts below a peak of %d', (peak, ticks) => {
    expect(countTicks(peak)).toEqual(ticks)
  })
})
