import { describe, expect, it } from 'vitest'
import type { BuilderStep } from '#shared/logql'
import { comparisonOf, faceOf, filterStep, intervalText, linesBefore, moved, queryOf, stepsOf, typedSteps, whyNot, withoutStep, withStep } from '../../../../utils/logql/steps'
import { EVERYDAY_QUERIES } from '../../../fixtures/everyday-queries'

const shown = (query: string) => stepsOf(query).map(step => Object.values(faceOf(step)).filter(Boolean).join(' '))

describe('steps', () => {
  it.each(EVERYDAY_QUERIES.map(query => [query]))('of %s make the same query, and each has a face', (query) => {
    const steps = stepsOf(query)
    expect(stepsOf(queryOf(steps))).toEqual(steps)
    for (const face of steps.map(faceOf)) expect(face.name + face.operator + face.value).not.toBe('')
  })

  it('of nothing are none', () => {
    expect(stepsOf('')).toEqual([])
    expect(stepsOf('{}')).toEqual([])
    expect(queryOf([])).toBe('')
  })

  it('say what they do', () => {
    expect(shown('sum by (app) (rate({a="b", c=~"d"} |= "x" or "y" | search "z" | json | status >= 500 | took > 1.5s | e="" [5m])) > 3')).toEqual([
      'a = b', 'c =~ d', 'contains x or y', 'words z', 'parse json', 'status >= 500', 'took > 1.5s', 'e = (none)', 'rate [5m]', 'sum by app', '> 3',
    ])
    expect(shown('avg_over_time({a="b"} | unwrap duration(took) [1h30m]) by (app)')).toEqual(['a = b', 'number from duration(took)', 'avg_over_time [1h30m] by app'])
    expect(shown('{a="b"} | (c="d" or e="f") | line_format "{{.g}}"')).toEqual(['a = b', 'stage ( c="d" or e="f" )', 'format line_format "{{.g}}"'])
    expect(intervalText(90e9)).toBe('1m30s')
  })
})

describe('a step', () => {
  const metric = stepsOf('sum by (app) (rate({a="b"} |= "x" [5m]))')
  const label: BuilderStep = { kind: 'label', matcher: { label: 'c', operator: '=', value: 'd' } }

  it('goes to the last place where it may stand', () => {
    expect(queryOf(withStep(metric, label)!)).toBe('sum by (app)(rate({a="b", c="d"} |= "x"[5m]))')
    expect(queryOf(withStep(metric, filterStep({ label: 'e', operator: '>', value: '5' })!)!)).toBe('sum by (app)(rate({a="b"} |= "x" | e>5[5m]))')
    expect(withStep(stepsOf('{a="b"}'), metric.at(-1)!)).toBeUndefined()
    expect(withStep(metric, { kind: 'range', operation: 'rate', interval: 6e10, offset: 0 })).toBeUndefined()
  })

  it('takes with it what can’t be without it', () => {
    expect(queryOf(withoutStep(metric, 2))).toBe('{a="b"} |= "x"')
    expect(queryOf(withoutStep(metric, 0))).toBe('sum by (app)(rate({} |= "x"[5m]))')
    const unwrapped = stepsOf('sum(quantile_over_time(0.9, {a="b"} | unwrap c [5m]) by (d))')
    expect(queryOf(withoutStep(unwrapped, 1))).toBe('sum(count_over_time({a="b"}[5m]))')
    expect(queryOf(withoutStep(unwrapped, 2))).toBe('{a="b"}')
  })

  it('moves among its like', () => {
    const steps = stepsOf('{a="b"} |= "x" | json')
    expect(queryOf(moved(steps, 1, 1)!)).toBe('{a="b"} | json |= "x"')
    expect(moved(steps, 1, -1)).toBeUndefined()
    expect(moved(metric, 2, 1)).toBeUndefined()
  })

  it('knows the lines before it', () => {
    const steps = stepsOf('rate({a="b"} | json | c="d" [5m])')
    expect(linesBefore(steps, 2)).toBe('{a="b"} | json')
    expect(linesBefore(steps, 4)).toBe('{a="b"} | json | c="d"')
    expect(linesBefore(steps, 0)).toBe('{}')
  })
})

describe('a comparison', () => {
  it.each([
    [{ label: 'a', operator: '=', value: 'x "y"' }],
    [{ label: 'a', operator: '!~', value: 'x.*' }],
    [{ label: 'a', operator: '>=', value: '500' }],
    [{ label: 'a', operator: '<', value: '1.5s' }],
    [{ label: 'a.b', operator: '==', value: '404' }],
  ])('reads back as it was: %o', (comparison) => {
    const step = filterStep(comparison)!
    expect(step.kind === 'labelFilter' && comparisonOf(step.filter)).toMatchObject(comparison)
  })
  it.each([
    [{ label: 'a', operator: '>', value: 'much' }],
    [{ label: 'a b', operator: '=', value: 'x' }],
    [{ label: 'a', operator: '>', value: '5 | drop x' }],
  ])('is refused: %o', (comparison) => {
    expect(filterStep(comparison)).toBeUndefined()
  })
})

describe('what is typed', () => {
  const after = (typed: string, query = '{a="b"}') => {
    const steps = typedSteps(typed, stepsOf(query))
    return steps && queryOf(steps)
  }
  it('is a comparison, a stage, or a whole query', () => {
    expect(after('level=error')).toBe('{a="b"} | level="error"')
    expect(after('status >= 500')).toBe('{a="b"} | status>=500')
    expect(after('name != "x y"')).toBe('{a="b"} | name!="x y"')
    expect(after('| json | c="d"')).toBe('{a="b"} | json | c="d"')
    expect(after('|= "x"', 'rate({a="b"}[5m])')).toBe('rate({a="b"} |= "x"[5m])')
    expect(after('{c="d"} | json')).toBe('{c="d"} | json')
    expect(after('rate({c="d"}[5m])')).toBe('rate({c="d"}[5m])')
  })
  it.each(['timeout', 'two words', '{a=', '| jsn', 'status > high', ''])('is neither: %j', (typed) => {
    expect(after(typed)).toBeUndefined()
  })
  it('says what is missing', () => {
    expect(whyNot([{ kind: 'unwrap', unwrap: { label: 'a', filters: [] } }])).toContain('nothing is made of it')
    expect(whyNot(stepsOf('avg_over_time({a="b"} | unwrap c [5m])').filter(({ kind }) => kind !== 'unwrap'))).toContain('unwrap')
  })
})
