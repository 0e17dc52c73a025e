import { describe, expect, it } from 'vitest'
import type { LogqlLine } from '../../../shared/schemas/logql'
import { sharedTable } from '../../../utils/shared-table'

const cost = { scannedRows: 1, scannedBytes: 1, elapsedMs: 1 }
const line = (text: string, source?: string): LogqlLine =>
  ({ id: '1-1', time: '1795219200000000000', line: text, stream: { service_name: 'shop' }, metadata: { detected_level: 'error' }, parsed: {}, ...(source && { source }) })

describe('sharedTable', () => {
  it('has what every line has, and the source where there are several', () => {
    const one = sharedTable({ kind: 'lines', lines: [line('a')], cursor: null, cost })
    expect(one).toMatchObject({ names: ['Time', 'Level', 'Service', 'Line'], isText: [false, false, false, true], isNumber: [false, false, false, false], isLines: true, truncated: false })
    expect(one.rows[0]!.slice(1)).toEqual(['Error', 'shop', 'a'])
    expect(one.fields).toEqual([[{ name: 'detected_level', value: 'error' }, { name: 'service_name', value: 'shop' }]])
    const several = sharedTable({ kind: 'lines', lines: [line('a', 'app'), line('b', 'jobs')], cursor: 'more', cost })
    expect(several).toMatchObject({ names: ['Time', 'Level', 'Source', 'Service', 'Line'], truncated: true })
    expect(several.rows.map(row => row.slice(2))).toEqual([['app', 'shop', 'a'], ['jobs', 'shop', 'b']])
  })

  it('is of numbers by labels, and of SQL as it came', () => {
    expect(sharedTable({ kind: 'matrix', series: [{ labels: { a: 'x' }, points: [['1795219200000000000', 2], ['1795219260000000000', 'NaN']] }], cost }).rows.map(row => row.slice(1)))
      .toEqual([['x', '2'], ['x', 'NaN']])
    expect(sharedTable({ kind: 'table', columns: [{ name: 'n', type: 'UInt64' }, { name: 's', type: 'Map(String, String)' }], rows: [['7', { a: 1 }], [null, 'b']], truncated: true, limit: 2, cost }))
      .toEqual({ names: ['n', 's'], isText: [false, true], isNumber: [true, false], rows: [['7', '{"a":1}'], ['', 'b']], isLines: false, truncated: true })
  })
})
