import { describe, expect, it } from 'vitest'
import { AccessLine } from '~~/server/domain/ingest/access/line'
import { writeAppRow } from '~~/server/domain/ingest/encode/app'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import { writeAccessColumns } from '~~/server/domain/ingest/encode/http'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { appSchema, httpSchema } from '~~/server/domain/storage'
import { readColumns } from '~~/tests/fixtures/columns'
import { logRecord } from '~~/tests/fixtures/records'

const rowOf = (parts: Partial<AccessLine>) => {
  const writer = new ColumnWriter(httpSchema).open()
  writeAppRow(writer, logRecord({ body: 'line', logAttributes: { a: 1 } }), new Patterns().begin('t'))
  writeAccessColumns(writer, Object.assign(new AccessLine(), parts))
  return readColumns(httpSchema, writer.finish(bytes => Buffer.alloc(bytes)))[0]
}

describe('a row of an access log', () => {
  it('has the columns of app, and its own behind them', () => {
    expect(httpSchema.columns.slice(0, appSchema.columns.length)).toEqual(appSchema.columns)
    expect(rowOf({
      method: 'GET', scheme: 'https', host: 'h', path: '/p', query: 'q', protocol: 'HTTP/2.0', status: 503, requestBodyBytes: 1, requestBytes: 2, responseBytes: 3,
      duration: 4, client: '::1', user: 'u', agent: 'a', referrer: 'r',
    })).toMatchObject({
      Body: 'line', LogAttributes: [['a', '1']], LogAttributesShape: 'n', Method: 'GET', Scheme: 'https', Host: 'h', Path: '/p', Query: 'q', Protocol: 'HTTP/2.0', Status: 503n,
      RequestBytes: 1n, ResponseBytes: 3n, Duration: 4n, ClientAddress: '::1', UserName: 'u', UserAgent: 'a', Referrer: 'r',
    })
  })

  it('has NULL for sizes and durations that are not known', () => {
    expect(rowOf({})).toMatchObject({ Method: '', Status: 0n, RequestBytes: null, ResponseBytes: null, Duration: null })
    expect(rowOf({ requestBytes: 0, responseBodyBytes: 0, responseBytes: 9, duration: 0 })).toMatchObject({ RequestBytes: 0n, ResponseBytes: 0n, Duration: 0n })
  })
})
