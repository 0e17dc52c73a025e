import { describe, expect, it } from 'vitest'
import { metricAccumulator, parseQuery } from '#shared/logql'
import { rangeQuery } from '~~/server/domain/query/logql/range-sql'
import { Params } from '~~/server/domain/query/logql/params'
import { planLog } from '~~/server/domain/query/logql/plan'
import { EVERYDAY_QUERIES } from '~~/tests/fixtures/everyday-queries'

const settings = { discoverLogLevels: true }
const grid = { start: 3600n * 10n ** 9n, end: 7200n * 10n ** 9n, step: 60n * 10n ** 9n }

/** Whether nothing is left to the interpreter, where no line is odd. */
function isPushed(query: string): boolean {
  const node = parseQuery(query)
  if (node.kind === 'log') return planLog(node, new Params(), settings).stages.length === 0
  return metricAccumulator(node, grid).scans.every(scan => rangeQuery('t', scan, grid, settings) !== undefined)
}

describe('queries as people write them', () => {
  it('run wholly in the engine, four of five at least', () => {
    const left = EVERYDAY_QUERIES.filter(query => !isPushed(query))
    const share = 1 - left.length / EVERYDAY_QUERIES.length
    console.log(`${(share * 100).toFixed(0)}% of ${EVERYDAY_QUERIES.length} everyday queries run wholly in the engine. Left:\n${left.join('\n')}`)
    expect(share).toBeGreaterThanOrEqual(0.8)
  })
})
