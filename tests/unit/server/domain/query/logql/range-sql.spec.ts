import { metricAccumulator, parseQuery, type MetricNode } from '#shared/logql'
import { expect, it } from 'vitest'
import { rangeQuery } from '~~/server/domain/query/logql/range-sql'
import { tablesOf } from '~~/server/domain/query/tables'
import { HOUR, NOON, scope } from '../support'

const labels = new Map([['level', 'Label_level'], ['service', 'Label_service']])
const own = `((startsWith(Label_level, 'r') AND substring(Label_level, 2) = {p0:String}) OR (NOT (startsWith(Label_level, 'r')) AND SeverityNumber IN {p1:Array(UInt8)}))`

function statementOf(query: string) {
  const grid = { start: NOON, end: NOON + HOUR, step: 60_000_000_000n }
  const [scan] = metricAccumulator(parseQuery(query) as MetricNode, grid).scans
  const asked = rangeQuery(tablesOf(scope), scan!, grid, { discoverLogLevels: true, layout: { hasMinute: true, labels } })!
  return asked.statement({ first: 0, last: asked.pieces.count })
}

it('asks rows without labels of their own by their numbers alone, and the others for both', () => {
  const { sql, params } = statementOf('sum by (service) (count_over_time({level="error"}[1m]))')
  const [usual, others] = sql.split('UNION ALL')
  expect(usual).toContain(`  AND SeverityNumber IN {p1:Array(UInt8)}\n  AND Label_service = '' AND Label_level = ''\nGROUP BY ServiceName, bucket`)
  expect(usual).not.toContain('substring(Label_level')
  expect(others).toContain(`  AND ${own}\n  AND NOT (Label_service = '' AND Label_level = '')\nGROUP BY Label_service, ServiceName, bucket`)
  expect(params).toMatchObject({ p0: 'error', p1: [17, 18, 19, 20] })
})

it('asks all rows alike where nothing stands in for the labels that are grouped by', () => {
  expect(statementOf('sum(count_over_time({level="error"}[1m]))').sql).toContain(`AND ${own}`)
})

it('asks of rows without labels of their own nothing that only such labels can put in doubt', () => {
  const [usual, others] = statementOf('sum by (service) (count_over_time({level="error"}[1m]))').sql.split('UNION ALL')
  expect(usual).toContain('count() AS lines, 0 AS unsure')
  expect(others).toContain(`count() AS lines, countIf(Label_service = 'l') AS unsure`)
  expect(statementOf('sum by (service) (count_over_time({level="error"} | n > 5 [1m]))').sql.split('UNION ALL')[0]).toMatch(/countIf\(\(.*NOT match\(.*\)\) AS unsure/)
})
