import { describe, expect, it } from 'vitest'
import { readType } from '~~/server/domain/storage/custom/column-type'
import { mappingIssues, rolesOf, suggestMapping, whyNotFilled } from '~~/server/domain/storage/custom/roles'
import { plain } from '~~/tests/fixtures/custom-tables'

const suggest = (...columns: [string, string][]) => suggestMapping(columns.map(([name, type]) => plain(name, type)))

describe('what columns stand for', () => {
  it.each<[[string, string][], object]>([
    [[['ts', 'DateTime'], ['created_at', 'DateTime'], ['msg', 'String']], { time: 'ts', body: 'msg' }],
    [[['ts', 'DateTime'], ['msg', 'String'], ['lvl', 'String'], ['svc', 'String']], { time: 'ts', body: 'msg', severity: 'lvl', service: 'svc' }],
    [[['@timestamp', 'DateTime64(3, \'UTC\')'], ['message', 'LowCardinality(String)'], ['log.level', 'String']], { time: '@timestamp', body: 'message', severity: 'log.level' }],
    [[['Timestamp', 'DateTime64(9)'], ['TraceId', 'String'], ['SpanId', 'String'], ['SeverityText', 'String'], ['SeverityNumber', 'UInt8'], ['ServiceName', 'String'], ['Body', 'String'], ['LogAttributes', 'Map(LowCardinality(String), String)'], ['ResourceAttributes', 'Map(String, String)']],
      { time: 'Timestamp', body: 'Body', severity: 'SeverityText', service: 'ServiceName', traceId: 'TraceId', spanId: 'SpanId', rest: 'LogAttributes' }],
    [[['when', 'DateTime'], ['day', 'Date'], ['n', 'UInt8']], { time: 'when' }],
    [[['time', 'Nullable(DateTime)'], ['time2', 'String']], {}],
    [[['time', 'DateTime'], ['level', 'Enum8(\'a\' = 1)'], ['app', 'Enum8(\'a\' = 1)'], ['trace_id', 'UUID'], ['span_id', 'UInt64'], ['labels', 'Map(String, UInt8)'], ['tags', 'JSON']], { time: 'time', severity: 'level', traceId: 'trace_id', rest: 'tags' }],
    [[['time', 'DateTime'], ['m', 'Map(String, String)']], { time: 'time', rest: 'm' }],
  ])('%j', (columns, expected) => {
    expect(suggest(...columns)).toEqual({ ...expected, fields: {} })
  })

  it('nothing for columns that can’t be filled', () => {
    expect(rolesOf({ name: 'ts', type: 'DateTime', kind: 'computed' })).toEqual([])
    expect(whyNotFilled(plain('n.a', 'Array(String)'))).toContain('Nested')
    expect(whyNotFilled(plain('a', 'AggregateFunction(sum, UInt64)'))).toContain('default')
    expect(whyNotFilled(plain('n.a', 'String'))).toBeUndefined()
  })

  it('what is wrong with a mapping is said of each part', () => {
    const columns = [plain('ts', 'DateTime'), plain('a', 'String'), { name: 'c', type: 'String', kind: 'computed' } as const]
    expect(mappingIssues(columns, { time: 'ts', body: 'a', fields: {} })).toEqual([])
    expect(mappingIssues(columns, { time: 'a', body: 'a', service: 'c', rest: 'nothing', fields: { x: 'y', a: 'b', c: null } }).map(({ path }) => path))
      .toEqual(['mapping.time', 'mapping.body', 'mapping.service', 'mapping.rest', 'mapping.fields.x', 'mapping.fields.a', 'mapping.fields.c'])
  })

  it('types are read as ClickHouse writes them', () => {
    for (const type of ['Tuple(`a b` UInt8, c Array(Nullable(String)))', 'Enum16(\'it\\\'s\' = -300, \'\' = 5)', 'Map(LowCardinality(String), Tuple(String, UInt8))', 'Decimal(76, 10)', 'JSON(max_dynamic_paths = 8)', 'DateTime64(6, \'Europe/Berlin\')']) {
      expect(readType(type), type).toBeDefined()
    }
    for (const type of ['', 'Nope', 'String)', 'Array(', 'Array(String', 'Map(String)', 'JSON(a UInt8)', 'DateTime(5)', 'String String']) expect(readType(type), type).toBeUndefined()
  })
})
