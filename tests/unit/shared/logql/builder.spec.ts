import { describe, expect, it } from 'vitest'
import { fromSteps, LogqlError, parseQuery, printQuery, toSteps, type BuilderFault, type BuilderStep } from '#shared/logql'
import { randomOf, sentenceMaker } from './sentences'

describe('the builder’s steps', () => {
  it.each([
    ['{a="b", c!="d"} |= "x" | json | e > 5', ['label', 'label', 'lineFilter', 'parser', 'labelFilter']],
    ['{a="b"} | search "x y" | x="1" or y="2" | line_format "{{.x}}"', ['label', 'search', 'rawStage', 'format']],
    ['sum by (x) (rate({a="b"} | logfmt | unwrap y [5m])) > 3', ['label', 'parser', 'unwrap', 'range', 'aggregation', 'operation']],
    ['100 * topk(3, count_over_time({a="b"}[1m]))', ['label', 'range', 'aggregation', 'operation']],
    ['rate({a="b"}[1m]) / on (x) rate({a="c"}[1m])', ['label', 'range', 'operation']],
    ['label_replace(vector(1), "a", "b", "c", "d")', ['rawQuery', 'labelReplace']],
  ])('%s', (query, kinds) => {
    const steps = toSteps(parseQuery(query))
    expect(steps.map(({ kind }) => kind)).toEqual(kinds)
    expect(printQuery(fromSteps(steps))).toBe(printQuery(parseQuery(query)))
  })

  it('give every query back, also when they were stored in between', () => {
    const make = sentenceMaker()
    let accepted = 0
    for (let seed = 0; seed < 2000; seed++) {
      let node
      try {
        node = parseQuery(make('query', randomOf(seed + 10_000)))
      }
      catch (error) {
        if (error instanceof LogqlError) continue
        throw error
      }
      accepted++
      const steps = toSteps(node)
      expect(fromSteps(steps)).toEqual(node)
      // NaN and infinities, which dividing makes, are none of JSON's.
      if (!/NaN|Inf/.test(printQuery(node))) expect(fromSteps(JSON.parse(JSON.stringify(steps)) as BuilderStep[])).toEqual(node)
    }
    expect(accepted).toBeGreaterThan(500)
  })

  it('are all lines without any step', () => {
    expect(printQuery(fromSteps([]))).toBe('{}')
    expect(toSteps(parseQuery('{}', { everything: true }))).toEqual([])
  })

  it.each<[string, BuilderStep[], BuilderFault]>([
    ['a label at the end', toSteps(parseQuery('{a="b"} | json')).toReversed(), 'late-label'],
    ['a query at the end', [...toSteps(parseQuery('rate({a="b"}[1m])')), { kind: 'rawQuery', text: '1' }], 'late-query'],
    ['a number without use', toSteps(parseQuery('sum_over_time({a="b"} | unwrap c [1m])')).slice(0, -1), 'unused-number'],
    ['a number of numbers', [...toSteps(parseQuery('rate({a="b"}[1m])')), { kind: 'unwrap', unwrap: { label: 'c', filters: [] } }], 'second-number'],
    ['counting what is counted', [...toSteps(parseQuery('rate({a="b"}[1m])')), ...toSteps(parseQuery('rate({a="b"}[1m])')).slice(1)], 'counted-twice'],
    ['a stage of numbers', [...toSteps(parseQuery('rate({a="b"}[1m])')), { kind: 'search', text: 'x' }], 'no-lines'],
    ['an aggregation of lines', [...toSteps(parseQuery('{a="b"}')), { kind: 'aggregation', operation: 'sum' }], 'not-counted'],
    ['lines in place of a number', [{ kind: 'rawQuery', text: '{a="b"}' }], 'lines-as-number'],
  ])('%s is refused', (_what, steps, fault) => {
    expect(() => fromSteps(steps)).toThrow(expect.objectContaining({ name: 'BuilderError', fault }))
  })

  it('a broken search is refused as it is in a query', () => {
    const steps: BuilderStep[] = [...toSteps(parseQuery('{a="b"}')), { kind: 'search', text: '(' }]
    expect(() => fromSteps(steps)).toThrow(LogqlError)
    expect(() => fromSteps(steps)).toThrow(/a word is missing/)
  })
})
