import { describe, expect, it } from 'vitest'
import { fromMetric, seriesName } from '../../../../utils/charts/from-metric'
import { fromTable } from '../../../../utils/charts/from-table'

const columns = [{ name: 'time', type: 'DateTime' }, { name: 'service', type: 'LowCardinality(String)' }, { name: 'lines', type: 'UInt64' }]
const [TEN, ELEVEN] = [Date.UTC(2026, 10, 22, 10), Date.UTC(2026, 10, 22, 11)]

describe('a table', () => {
  it('is a series for each text over time, in the order of time', () => {
    const answer = fromTable(columns, [['2026-11-22 11:00:00', 'a', '2'], ['2026-11-22 10:00:00', 'a', '1'], ['2026-11-22 10:00:00', '', '7']])
    expect(answer).toEqual({ isOverTime: true, series: [
      { name: 'a', labels: { service: 'a' }, points: [{ time: TEN, value: 1 }, { time: ELEVEN, value: 2 }] },
      { name: '(empty)', labels: { service: '' }, points: [{ time: TEN, value: 7 }] },
    ] })
  })

  it('is a series for each column of numbers', () => {
    const more = [...columns, { name: 'p95', type: 'Nullable(Float64)' }]
    expect(fromTable(more, [['2026-11-22 10:00:00', 'a', '2', null]])!.series.map(({ name }) => name)).toEqual(['a · lines'])
    expect(fromTable([columns[0]!, columns[2]!], [['2026-11-22 10:00:00', '2']])!.series[0]!.name).toBe('lines')
  })

  it('without a time is one number for each row', () => {
    const answer = fromTable(columns.slice(1), [['a', '1'], ['b', '2']])!
    expect(answer.isOverTime).toBe(false)
    expect(answer.series.map(({ name, points }) => [name, points[0]!.value])).toEqual([['a', 1], ['b', 2]])
    expect(fromTable([columns[2]!], [['1']])!.series[0]!.name).toBe('lines')
    expect(fromTable([columns[2]!], [['1'], ['2']])!.series.map(({ name }) => name)).toEqual(['row 1', 'row 2'])
  })

  it('is nothing to draw without a number', () => {
    expect(fromTable(columns.slice(0, 2), [['2026-11-22 10:00:00', 'a']])).toBeUndefined()
    expect(fromTable(columns, [])).toBeUndefined()
    expect(fromTable(columns, [['garbage', 'a', 'NaN'], ['2026-11-22 10:00:00', 'a', 'NaN']])).toBeUndefined()
  })
})

describe('the numbers of a metric query', () => {
  it('are drawn where they are finite', () => {
    const span = { start: TEN, end: ELEVEN }
    const answer = fromMetric([
      { labels: { service_name: 'shop' }, points: [['1795341600000000000', 3], ['1795341660000000000', 'NaN'], ['1795341720000000000', '+Inf']] },
      { labels: {}, points: [['1795341600000000000', 'NaN']] },
    ], { isOverTime: true, stepMs: 60_000, span })
    expect(answer).toEqual({ isOverTime: true, stepMs: 60_000, span, endsStep: true, series: [{ name: 'shop', labels: { service_name: 'shop' }, points: [{ time: 1_795_341_600_000, value: 3 }] }] })
  })

  it('are called by their labels', () => {
    const labels: Record<string, string>[] = [{}, { a: 'x' }, { a: '' }, { a: 'x', b: 'y"z' }]
    expect(labels.map(seriesName)).toEqual(['value', 'x', '(empty)', '{a="x", b="y\\"z"}'])
  })
})
