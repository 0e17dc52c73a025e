import { describe, expect, it } from 'vitest'
import type { LogRow } from '../../../shared/schemas/query'
import { toggleJsonFilter } from '../../../utils/json-filter'

const record: LogRow = {
  id: 'seg.7', timestamp: '2026-11-22T10:00:00Z', service: 'checkout', level: 'error', severityText: 'ERROR', severityNumber: 17,
  message: '{}', traceId: '', spanId: '', traceFlags: 0, eventName: '', scope: { name: '', version: '', attributes: {} },
  resource: { host: { name: 'web-1' } }, attributes: { 'http': { status: 500 }, 'user-id': 1 },
}
const toggled = (query: string, path: string[], value: string, operator: '=' | '!=' = '=') => toggleJsonFilter(query, { path, operator, value }, record)

describe('toggleJsonFilter', () => {
  it.each([
    ['', ['request', 'method'], 'POST', '{} | json | request_method="POST"'],
    ['{a="b"} | json', ['user agent', 'os.name'], 'x', '{a="b"} | json | user_agent_os_name="x"'],
    ['', ['2nd'], 'x', '{} | json | _2nd="x"'],
    // A selector would ask what was stored, not what the line says.
    ['', ['level'], 'warning', '{} | json | level="warning"'],
    ['', ['http', 'status'], '500', '{} | json | http_status_extracted="500"'],
    ['', ['user-id'], '1', '{} | json | user_id_extracted="1"'],
    ['', ['service_name'], 'x', '{} | json | service_name_extracted="x"'],
    ['', ['trace_id'], 'x', '{} | json | trace_id="x"'],
  ])('%s and %o of %s', (query, path, value, expected) => {
    expect(toggled(query, path, value)).toBe(expected)
    expect(toggled(expected, path, value)).toBe(query || '{} | json')
  })
  it('leaves a value out', () => {
    expect(toggled('{} | json | ok="true"', ['ok'], 'true', '!=')).toBe('{} | json | ok!="true"')
  })
})
