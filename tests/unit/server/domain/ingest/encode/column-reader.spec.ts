import { describe, expect, it } from 'vitest'
import type { TableSchema } from '~~/server/domain/storage'
import { appSchema, httpSchema } from '~~/server/domain/storage'
import { encoderOf } from '~~/server/domain/ingest/encode/encoder'
import { readRecordRows } from '~~/server/domain/ingest/encode/column-reader'
import { DEFAULT_LIMITS } from '~~/server/domain/ingest/decode/bounds'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { logRecord } from '~~/tests/fixtures/records'
import type { LogRecord } from '#shared/types/log-record'
import type { SourceSchemaName } from '#shared/schemas/projects'

const schemas: Record<string, TableSchema> = { app: appSchema, http: httpSchema }

/** What queries see of records that went the way of all lines. */
function read(schema: SourceSchemaName, records: LogRecord[]) {
  const encoder = encoderOf({ projectId: 'p', sourceId: 's', table: 't', schema, retentionDays: 30, dailyQuotaBytes: null })
  const batch = encoder.begin(new Patterns().begin('t'), { now: 0, limits: DEFAULT_LIMITS })
  for (const record of records) batch.write(record)
  const { bytes, rows } = batch.finish(size => Buffer.alloc(size))
  return [...readRecordRows(schemas[schema]!, bytes, rows, { segment: 18_446_744_073_709_551_615n, ordinal: 7 })]
    .map(({ time, segment, ordinal, service, severity, line, trace, span, resourceNames, resourceValues, names, values }) =>
      ({ time, segment, ordinal, service, severity, line, trace, span, resourceNames, resourceValues, names, values }))
}

describe('rows in columns, read back', () => {
  it('are what was written, each with its id', () => {
    const long = `ü${'x'.repeat(20_000)}`
    expect(read('app', [
      logRecord({
        seconds: 1_767_225_600, nanos: 123_456_789, serviceName: 'shop', severityNumber: 17, body: 'Hello', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7',
        resourceAttributes: { host: 'a', env: '' }, logAttributes: { 'n': 1, 'user.name': 'ö' },
      }),
      logRecord({ seconds: -1, nanos: 0, serviceName: '', severityNumber: 0, body: long, traceId: '', spanId: '', resourceAttributes: {}, logAttributes: {} }),
      logRecord({ serviceName: 'cart', body: '', resourceAttributes: { host: 'b' }, logAttributes: { x: 'y' } }),
    ])).toMatchObject([
      {
        time: '1767225600123456789', segment: '18446744073709551615', ordinal: 7, service: 'shop', severity: 17, line: 'Hello', trace: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7',
        resourceNames: ['host', 'env'], resourceValues: ['a', ''], names: ['n', 'user.name'], values: ['1', 'ö'],
      },
      { time: '-1000000000', ordinal: 8, service: '', severity: 0, line: long, trace: '', span: '', resourceNames: [], resourceValues: [], names: [], values: [] },
      { ordinal: 9, service: 'cart', line: '', resourceNames: ['host'], resourceValues: ['b'], names: ['x'], values: ['y'] },
    ])
  })

  it('are found behind columns that may be NULL, too', () => {
    const line = '192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl"'
    expect(read('http', [logRecord({ body: line }), logRecord({ body: line.replace('/a', '/b') })]).map(row => row.line)).toEqual([line, line.replace('/a', '/b')])
  })
})
