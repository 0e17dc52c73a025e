import { describe, expect, it } from 'vitest'
import { kindsOf, largestSeries, limitsOf, loneValues, nearestRow, rowsOf, sharesOf, statisticsOf, stepOf, sumOf, type ChartSeries } from '../../../../utils/charts/answer'
import { binsOf } from '../../../../utils/charts/bins'
import { seriesColor } from '../../../../utils/charts/colors'
import { answerCsv, statisticsCsv } from '../../../../utils/charts/csv'
import { isChosen, onlyThis, withOrWithout } from '../../../../utils/charts/legend'
import { readableStep, valueTicks } from '../../../../utils/charts/ticks'

const series = (name: string, values: (number | undefined)[], labels = {}): ChartSeries =>
  ({ name, labels, points: values.flatMap((value, index) => value === undefined ? [] : [{ time: index * 1000, value }]) })
const a = series('a', [1, 2, 3])
const b = series('b', [3, undefined, -1])

describe('an answer', () => {
  it('can be drawn in the ways that say something', () => {
    expect(kindsOf({ series: [a, b], isOverTime: true })).toEqual(['lines', 'bars', 'area', 'distribution', 'top', 'number'])
    expect(kindsOf({ series: [series('a', [1])], isOverTime: false })).toEqual(['number'])
    expect(kindsOf({ series: [series('a', [1]), series('b', [1])], isOverTime: false })).toEqual(['top', 'number'])
    expect(kindsOf({ series: [], isOverTime: true })).toEqual([])
  })

  it('has its series side by side, with gaps', () => {
    expect(rowsOf([a, b])).toEqual([{ time: 0, values: [1, 3] }, { time: 1000, values: [2, undefined] }, { time: 2000, values: [3, -1] }])
    expect(stepOf({ series: [], isOverTime: true }, rowsOf([a]))).toBe(1000)
    expect(stepOf({ series: [], isOverTime: true, stepMs: 5 }, rowsOf([a]))).toBe(5)
    expect([-50, 400, 600, 99_999].map(time => nearestRow(rowsOf([a]), time))).toEqual([0, 0, 1, 2])
  })

  it('has values that no line would show: those without a neighbour', () => {
    const rows = rowsOf([a, b, series('c', [undefined, 7])])
    expect([...loneValues(rows)]).toEqual([[0, [undefined, 3, undefined]], [1000, [undefined, undefined, 7]], [2000, [undefined, -1, undefined]]])
  })

  it('reaches from the least to the most, stacked to the sum', () => {
    const rows = rowsOf([a, b])
    expect(limitsOf(rows, false)).toEqual([-1, 3])
    expect(limitsOf(rows, true)).toEqual([-1, 4])
    expect(limitsOf([], true)).toEqual([0, 1])
  })

  it('is shared out to a hundred', () => {
    expect(sharesOf(rowsOf([a, b])).map(({ values }) => values)).toEqual([[25, 75], [100, undefined], [75, 25]])
    expect(sharesOf([{ time: 0, values: [0, undefined] }])[0]!.values).toEqual([0, undefined])
  })

  it('keeps the largest series, and the rest as one', () => {
    const many = Array.from({ length: 15 }, (_, n) => series(`s${n}`, [n, n]))
    const { shown, rest } = largestSeries(many)
    expect(shown.map(({ name }) => name)).toEqual(Array.from({ length: 12 }, (_, n) => `s${14 - n}`))
    expect(sumOf(rest)).toEqual({ name: '3 others', labels: {}, points: [{ time: 0, value: 3 }, { time: 1000, value: 3 }] })
    expect(largestSeries(many.slice(0, 13)).rest).toEqual([])
  })

  it('comes to numbers', () => {
    expect(statisticsOf(a)).toEqual({ last: 3, min: 1, max: 3, avg: 2, sum: 6 })
    expect(statisticsOf(series('none', []))).toEqual({ last: NaN, min: NaN, max: NaN, avg: NaN, sum: NaN })
  })

  it('is a file, whose texts are no formulas', () => {
    expect(answerCsv({ series: [series('=x', [1, undefined]), b], isOverTime: true })).toBe(
      'time,\'=x,b\r\n1970-01-01T00:00:00.000Z,1,3\r\n1970-01-01T00:00:02.000Z,,-1\r\n')
    expect(answerCsv({ series: [a], isOverTime: false })).toBe('name,value\r\na,3\r\n')
    expect(statisticsCsv({ series: [a], isOverTime: true })).toBe('series,last,min,max,avg,sum\r\na,3,1,3,2,6\r\n')
  })
})

describe('bins', () => {
  it('count every value once, the largest too', () => {
    const bins = binsOf([0, 1, 1, 2, 10], 5)
    expect(bins).toEqual([{ from: 0, to: 2, count: 3 }, { from: 2, to: 4, count: 1 }, { from: 4, to: 6, count: 0 }, { from: 6, to: 8, count: 0 }, { from: 8, to: 10, count: 1 }])
    expect(binsOf([-3.5, 7, 1e6]).reduce((sum, { count }) => sum + count, 0)).toBe(3)
    expect(binsOf([4, 4])).toEqual([{ from: 3.5, to: 4.5, count: 2 }])
    expect(binsOf([])).toEqual([])
  })
})

describe('ticks', () => {
  it('are round, between the least and the most', () => {
    expect([0.03, 1, 3, 51].map(readableStep)).toEqual([0.05, 1, 5, 100])
    expect(valueTicks([0, 23])).toEqual([0, 5, 10, 15, 20])
    expect(valueTicks([-30, 100])).toEqual([0, 50, 100])
    expect(valueTicks([0, 0.4])).toHaveLength(5)
  })
})

describe('the legend', () => {
  it('shows one alone, or takes one in or out', () => {
    const all = ['a', 'b', 'c']
    expect(onlyThis([], 'a')).toEqual(['a'])
    expect(onlyThis(['a'], 'a')).toEqual([])
    expect(withOrWithout([], 'a', all)).toEqual(['b', 'c'])
    expect(withOrWithout(['b', 'c'], 'a', all)).toEqual([])
    expect(withOrWithout(['a'], 'a', all)).toEqual([])
    expect([isChosen([], 'a'), isChosen(['b'], 'a')]).toEqual([true, false])
  })
})

describe('colours', () => {
  it('are those of a level where the series is one', () => {
    expect(seriesColor(series('error', [1], { detected_level: 'error' }), 0)).toBe('var(--level-error)')
    expect(seriesColor(series('x', [1], { level: 'error', service: 'a' }), 0)).toBe('var(--chart-1)')
    expect(seriesColor(series('x', [1], { level: 'odd' }), 13)).toBe('var(--chart-2)')
  })
})
