import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../../shared/logql'
import { autoStep, gridOf, measureQuery, MEASURES, ownStep, shortestWindow, stepsFor, type MeasureChoice } from '../../../utils/statistics'

const MINUTE = 60_000
const query = '{service_name="shop"} |= "x"'
const of = (choice: Partial<MeasureChoice>, lines = query) => measureQuery(lines, { measure: 'count', interval: MINUTE * 1e6, ...choice })
const took = { name: 'took', type: 'duration' } as const

describe('a measure', () => {
  it.each([
    [{}, 'sum(count_over_time({service_name="shop"} |= "x"[1m]))'],
    [{ measure: 'rate', by: 'level' }, 'sum by (level)(rate({service_name="shop"} |= "x"[1m]))'],
    [{ measure: 'average', field: took, by: 'pod' }, 'avg_over_time({service_name="shop"} |= "x" | took!="" | unwrap duration(took) | __error__=""[1m]) by (pod)'],
    [{ measure: 'maximum', field: { name: 'n', type: 'number' } }, 'max_over_time({service_name="shop"} |= "x" | n!="" | unwrap n | __error__=""[1m]) by ()'],
    [{ measure: 'sum', field: { name: 'size', type: 'bytes' }, by: 'pod' }, 'sum by (pod)(sum_over_time({service_name="shop"} |= "x" | size!="" | unwrap bytes(size) | __error__=""[1m]))'],
    [{ measure: 'top', field: { name: 'user', type: 'string' } }, 'topk(20,sum by (user)(count_over_time({service_name="shop"} |= "x" | user!=""[1m])))'],
    [{ measure: 'distinct', field: { name: 'user', type: 'string' } }, 'count(sum by (user)(count_over_time({service_name="shop"} |= "x" | user!=""[1m])))'],
    [{ measure: 'distinct', field: { name: 'user', type: 'string' }, by: 'pod' }, 'count by (pod)(sum by (pod,user)(count_over_time({service_name="shop"} |= "x" | user!=""[1m])))'],
  ] as const)('%j is a query around the lines', (choice, text) => expect(of(choice)?.replaceAll(' (', '(').replaceAll('by(', 'by (').replaceAll(')by', ') by')).toBe(text))

  it('of percentiles has a series for each', () => {
    const text = of({ measure: 'percentiles', field: took })!
    expect(text.match(/quantile_over_time\([\d.]+/g)).toEqual(['quantile_over_time(0.5', 'quantile_over_time(0.95', 'quantile_over_time(0.99'])
    expect(text).toContain('"quantile","p95","",""')
  })

  it('can always be read again, of all lines too', () => {
    for (const measure of MEASURES) {
      const text = of({ measure, field: took, by: 'pod' })!
      expect(() => parseQuery(text), text).not.toThrow()
      expect(of({ measure, field: took }, ''), measure).toContain('{}')
    }
  })

  it('is none of what is no log query, or without its field', () => {
    expect(of({}, 'rate({a="b"}[1m])')).toBeUndefined()
    expect(of({}, '{a=')).toBeUndefined()
    expect(of({ measure: 'top' })).toBeUndefined()
    expect(of({ measure: 'sum' })).toBeUndefined()
  })
})

describe('steps', () => {
  it('give about eighty points, or what is chosen', () => {
    expect([5 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE, 365 * 24 * 60 * MINUTE].map(autoStep)).toEqual([5000, MINUTE, 30 * MINUTE, 24 * 60 * MINUTE])
    expect(stepsFor(60 * MINUTE)).toEqual([1000, 5000, 10_000, 30_000, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE])
  })

  it('lie on whole steps', () => {
    expect(gridOf({ start: 90_000, end: 200_000 }, MINUTE)).toEqual({ start: 120_000, end: 240_000 })
    expect(gridOf({ start: 0, end: 1 }, MINUTE)).toEqual({ start: MINUTE, end: MINUTE })
  })
})

describe('the step of one’s own query', () => {
  it('is its window where lines would fall between two points', () => {
    const six = 360 * MINUTE
    expect([ownStep('sum(rate({a="b"}[1m]))', six), ownStep('rate({a="b"}[5m])', six), ownStep('rate({a="b"}[1h])', six)]).toEqual([MINUTE, 5 * MINUTE, 5 * MINUTE])
    // Too many, broken seconds, and what has no window.
    expect([ownStep('rate({a="b"}[1s])', six), ownStep('rate({a="b"}[500ms])', 10 * MINUTE), ownStep('vector(1)', six)]).toEqual([5 * MINUTE, 10_000, 5 * MINUTE])
    expect(shortestWindow('sum(rate({a="b"}[5m])) / label_replace(rate({a="b"}[1m]), "x", "y", "", "")')).toBe(MINUTE)
    expect([shortestWindow('{a="b"}'), shortestWindow('{a=')]).toEqual([undefined, undefined])
  })
})
