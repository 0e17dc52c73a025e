import { describe, expect, it } from 'vitest'
import { parseQuery, type LogNode } from '#shared/logql'
import { Params } from '~~/server/domain/query/logql/params'
import { RangePlanner } from '~~/server/domain/query/logql/range-plan'

function planned(query: string, label?: string) {
  const params = new Params()
  const { matchers, stages } = parseQuery(query) as LogNode
  const planner = new RangePlanner(matchers, params, { discoverLogLevels: true })
  const isExact = stages.every(stage => planner.add(stage))
  const plan = planner.finish()
  return { isExact, label: label === undefined ? undefined : planner.label(label), ...plan, unsure: plan.doubts.join(' OR ') }
}

describe('the stages of a metric query in SQL', () => {
  it('keep rows that are in doubt beside those that are wanted', () => {
    const { conditions, unsure } = planned('{a="b"} | n > 5')
    expect(conditions[1]).toMatch(/^\(.*NOT match.* OR \(\(match\(.*toFloat64OrZero\(.*\) > \{p\d:Float64\}\)\)\)$/)
    expect(unsure).toContain(`AND NOT match(`)
  })

  it('keep them beside a second filter of the same label too', () => {
    const { conditions } = planned('{a="b"} | d > 1s | d > 1m')
    expect(conditions).toHaveLength(2)
    expect(conditions[1]).toMatch(/^\(.*NOT \(match.* OR \(.*Float64\}\) AND \(.*Float64\}\)\)\)$/)
  })

  it('doubt what is no JSON, unless the query leaves it out', () => {
    expect(planned('{a="b"} | json').unsure).toMatch(/isValidJSON\(Body\).* OR NOT match\(Body/)
    const asked = planned('{a="b"} | json | __error__=""')
    expect(asked.unsure).not.toMatch(/ OR NOT match\(Body, \{p\d:String\}\)$/)
    expect(asked.conditions.at(-1)).toMatch(/^NOT \(NOT match\(Body/)
  })

  it('are refused where labels can be no one’s but the interpreter’s', () => {
    expect(planned('{a="b"} | json | logfmt').isExact).toBe(false)
    expect(planned('{a="b"} | json x="a.b"').isExact).toBe(false)
    expect(planned('{a="b"} | regexp "(?P<x>.)"').isExact).toBe(false)
    expect(planned('{a="b"} | drop level').isExact).toBe(false)
    expect(planned('{a="b"} | json', 'x_extracted').label).toBeUndefined()
    expect(planned('{a="b"} | json', '_1st').label).toBeUndefined()
    expect(planned('{a="b"} | drop x', 'x')).toMatchObject({ isExact: true, isChanged: true, label: `''` })
  })
})
