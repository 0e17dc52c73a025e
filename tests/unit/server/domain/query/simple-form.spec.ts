import { describe, expect, it } from 'vitest'
import type { LogNode, Matcher, Stage } from '#shared/logql'
import { simpleQuestion } from '~~/server/domain/query/simple-form'

const EVIL = `"} | json | x="'; DROP TABLE x; --\\`
const filter = (label: string, operator: Matcher['operator'], value: string): Stage => ({ kind: 'labelFilter', filter: { kind: 'matcher', matcher: { label, operator, value } } })

describe('simpleQuestion', () => {
  it('asks for all lines without a filter', () => {
    expect(simpleQuestion({ keyword: '' })).toEqual({ node: { kind: 'log', matchers: [], stages: [] }, having: [] })
  })

  it('is a log query: services and levels select, the keyword and tags filter', () => {
    expect(simpleQuestion({ service: 'api', level: ['warn', 'error'], keyword: 'Time 5%', tags: { 'user': 'ann', 'http.status': ['502', '500'] } })).toEqual({
      node: {
        kind: 'log',
        matchers: [{ label: 'service_name', operator: '=', value: 'api' }, { label: 'detected_level', operator: '=~', value: 'error|warn' }],
        stages: [
          { kind: 'lineFilter', operator: '|~', patterns: [{ kind: 'text', value: '[Tt][Ii][Mm][Ee] 5%' }] },
          filter('http.status', '=~', '500|502'), filter('user', '=', 'ann'),
        ],
      } satisfies LogNode,
      having: [],
    })
  })

  it('is the same for the same filter, however it is written', () => {
    const one = simpleQuestion({ service: ['b', 'a', 'b'], tags: { z: 'x', a: ['2', '1'] }, keyword: '' })
    expect(JSON.stringify(one)).toBe(JSON.stringify(simpleQuestion({ service: ['a', 'b'], tags: { a: ['1', '2', '1'], z: ['x'] } })))
  })

  it('tells which tags must be there: those that are asked for by an empty value', () => {
    expect(simpleQuestion({ tags: { b: '', a: 'x', c: ['y', ''] } })).toMatchObject({
      node: { stages: [filter('a', '=', 'x'), filter('b', '=', ''), filter('c', '=~', '|y')] }, having: ['b', 'c'],
    })
  })

  it('keeps every text a value of the tree', () => {
    const { node } = simpleQuestion({ service: EVIL, keyword: 'Ä|.*', tags: { [EVIL]: EVIL, x: ['a|b', '.*'] } })
    expect(node.matchers).toEqual([{ label: 'service_name', operator: '=', value: EVIL }])
    expect(node.stages).toEqual([
      { kind: 'lineFilter', operator: '|~', patterns: [{ kind: 'text', value: '(?i)Ä\\|\\.\\*' }] }, filter(EVIL, '=', EVIL), filter('x', '=~', '\\.\\*|a\\|b'),
    ])
  })

  it('refuses a filter of megabytes', () => {
    const tags = { a: Array.from({ length: 100 }, (_, i) => String(i).repeat(3000)) }
    expect(() => simpleQuestion({ tags })).toThrow(expect.objectContaining({ code: 'bad_request', message: expect.stringContaining('Ask for fewer values') }))
  })
})
