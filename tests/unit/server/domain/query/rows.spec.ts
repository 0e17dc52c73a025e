import { describe, expect, it } from 'vitest'
import { recordSchema } from '#shared/schemas/query'
import { parseRecordId, toRecord, type RawRow } from '~~/server/domain/query/rows'

const row: RawRow = {
  time: '1768478400000000001', segment: '18446744073709551615', ordinal: 7, service: 'api', severity: 17,
  severityText: 'ERR', line: 'boom', trace: 't', span: 's', traceFlags: 1, eventName: 'e', scopeName: 'n', scopeVersion: 'v',
  resourceNames: ['host.name'], resourceValues: ['a'], resourceShape: 's4',
  scopeNames: [], scopeValues: [], scopeShape: '',
  names: ['a', 'b'], values: ['1', 'true'], shape: 'nb',
}

describe('toRecord', () => {
  it('gives the record of the API', () => {
    const record = toRecord(row)
    expect(record).toEqual({
      id: '18446744073709551615-7', timestamp: '2026-01-15T12:00:00.000000001Z', service: 'api', level: 'error',
      severityText: 'ERR', severityNumber: 17, message: 'boom', traceId: 't', spanId: 's', traceFlags: 1, eventName: 'e',
      scope: { name: 'n', version: 'v', attributes: {} },
      resource: { host: { name: 'a' } }, attributes: { a: 1, b: true },
    })
    expect(recordSchema.parse(record)).toEqual(record)
    expect(toRecord({ ...row, source: 'app' })).toMatchObject({ id: 'app:18446744073709551615-7', source: 'app' })
  })

  it.each([
    [0, 'unknown'], [1, 'trace'], [4, 'trace'], [5, 'debug'], [8, 'debug'], [9, 'info'], [12, 'info'], [13, 'warn'],
    [16, 'warn'], [17, 'error'], [20, 'error'], [21, 'fatal'], [24, 'fatal'], [25, 'unknown'], [255, 'unknown'],
  ])('severity %s is %s', (severity, level) => expect(toRecord({ ...row, severity }).level).toBe(level))
})

describe('parseRecordId', () => {
  it('reads segment and ordinal', () => {
    expect(parseRecordId('18446744073709551615-4294967295')).toEqual({ segment: '18446744073709551615', ordinal: '4294967295' })
    expect(parseRecordId('0-0')).toEqual({ segment: '0', ordinal: '0' })
  })

  it.each(['', '1', '1-', '-1', '1-2-3', '01-2', '1-02', ' 1-2', '18446744073709551616-0', '1-4294967296', '1-2\n', 'a-b', `1-2' OR 1`])(
    'takes %j for no id', text => expect(parseRecordId(text)).toBeUndefined())
})
