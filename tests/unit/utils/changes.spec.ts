import { describe, expect, it } from 'vitest'
import { comparisonRequest, explanation, liftText, spanBefore, valuesInQuery } from '../../../utils/changes'

const DAY = 86_400_000
const question = { project: 'p', query: '{service_name="shop"}', start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T12:00:00.000Z' }
const baselineOf = (...of: Parameters<typeof comparisonRequest>) => comparisonRequest(...of)?.baseline

describe('what is compared', () => {
  it('is the range with one before it, or with another', () => {
    expect(comparisonRequest(question, { kind: 'before', by: 'range' })).toEqual({
      project: 'p', limit: 50, selected: { query: question.query, start: question.start, end: question.end },
      baseline: { query: question.query, start: '2026-11-22T08:00:00.000Z', end: question.start },
    })
    expect(baselineOf(question, { kind: 'before', by: 'week' })).toMatchObject({ start: '2026-11-15T10:00:00.000Z', end: '2026-11-15T12:00:00.000Z' })
    expect(spanBefore({ start: 2 * DAY, end: 3 * DAY }, 'day')).toEqual({ start: DAY, end: 2 * DAY })
    expect(baselineOf(question, { kind: 'range', span: { start: 0, end: 1000 } })).toMatchObject({ start: '1970-01-01T00:00:00.000Z', end: '1970-01-01T00:00:01.000Z' })
  })

  it('is lines of some values with the others, whatever the query said of these', () => {
    for (const query of ['{service_name="shop"}', '{service_name="shop", detected_level="error"}', '{service_name="shop", detected_level!="error"}']) {
      const request = comparisonRequest({ ...question, query }, { kind: 'rest', label: 'detected_level', values: ['fatal', 'error'] })!
      expect([request.selected.query, request.baseline.query]).toEqual(['{service_name="shop", detected_level=~"fatal|error"}', '{service_name="shop", detected_level!~"fatal|error"}'])
      expect(request.baseline.start).toBe(question.start)
    }
    expect(baselineOf(question, { kind: 'rest', label: 'region', values: ['eu'] })!.query).toBe('{service_name="shop"} | region!="eu"')
    expect(comparisonRequest(question, { kind: 'rest', label: '', values: [] })).toBeUndefined()
    expect(valuesInQuery('{a=~"x|y"}', 'a')).toEqual(['x', 'y'])
  })
})

describe('a difference in words', () => {
  const of = (selectedShare: number, baselineShare: number, atLeast: number | null = 2) =>
    ({ selectedShare, baselineShare, lift: baselineShare === 0 ? null : selectedShare / baselineShare, atLeast, direction: selectedShare >= baselineShare ? 'more' as const : 'less' as const })

  it('is a factor, or that there is nothing on a side', () => {
    expect([of(0.6, 0.05), of(0.05, 0.1), of(0.5, 0), of(0, 0.5), of(0.9, 0.02)].map(liftText)).toEqual(['12 × as often', '2.0 × as rare', 'only here', 'only there', '45 × as often'])
  })

  it('says what chance may have to do with it', () => {
    expect(explanation(of(0.6, 0.05, 9.14))).toBe('In 60 % of the selected lines, and in 5 % of those they are compared with: at least 9.1 times as often, allowing for chance (95 % intervals of both shares).')
    expect(explanation(of(0.01, 0.5, 30))).toContain('at least 30 times as rarely')
    expect(explanation(of(0.01, 0, null))).toContain('chance alone may explain it')
  })
})
