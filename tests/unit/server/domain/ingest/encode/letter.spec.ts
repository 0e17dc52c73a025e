import { describe, expect, it } from 'vitest'
import type { Decoded } from '#shared/types/log-record'
import { insertDecoder, tableOf } from '~~/server/domain/ingest/clickhouse'
import { decodeBulk } from '~~/server/domain/ingest/elasticsearch'
import { letterOf } from '~~/server/domain/ingest/encode/letter'
import { jsonProtocol } from '~~/server/domain/ingest/json'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { hecEventProtocol, hecRawProtocol } from '~~/server/domain/ingest/splunk'
import { decodeSyslog } from '~~/server/domain/ingest/syslog'
import { decodeRecord } from '~~/server/utils/letter-protocols'
import { logRecord } from '~~/tests/fixtures/records'

const now = Date.UTC(2026, 0, 2)
const context = { now, withOrigins: true }
const target = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'http', retentionDays: 30, dailyQuotaBytes: null } as const

/** The bytes and the item that each record would have as a dead letter. */
const lettersOf = ({ records, origins }: Decoded) => records.map((record, place) => {
  const { raw, index } = letterOf(record, 'why', place, origins)
  return [Buffer.from(raw).toString(), index]
})

const insert = (format: string) => (body: Buffer) => insertDecoder({ statement: { format, columns: undefined, settings: new Map() }, setting: () => undefined })(
  body, bounds => tableOf(target, now, bounds), true)
const decoders: Record<string, [decode: (body: Buffer) => Decoded, body: string, letters: (readonly [string, number?])[]]> = {
  'lines of JSON, with one broken between them': [
    body => simpleProtocol.decode(body, {}, context), '{"message":"a"} \n{broken\n{"message":"b"}{"message":"c"}',
    [['{"message":"a"} ', 0], ['{"message":"b"}', 2], ['{"message":"c"}', 3]],
  ],
  'an array': [body => jsonProtocol.decode(body, {}, context), '[ {"msg":"a"} , 7,{"msg":"[b]"}]', [['{"msg":"a"}', 0], ['{"msg":"[b]"}', 2]]],
  'a message with many events': [
    body => jsonProtocol.decode(body, {}, context), '{"msg":"first"}\n{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1,"message":"a"},{"id":"2","timestamp":2,"message":"b"}]}',
    [['{"msg":"first"}', 0], ...[1, 2].map(() => ['{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1,"message":"a"},{"id":"2","timestamp":2,"message":"b"}]}', 1] as const)],
  ],
  'lines of text, a stack trace among them': [
    body => rawProtocol.decode(body, { format: 'auto' }, context), 'one\r\njava.lang.X: boom\n\tat a.b(C.java:1)\n\tat a.c(C.java:2)\n\ntwo',
    [['one', 0], ['java.lang.X: boom\n\tat a.b(C.java:1)\n\tat a.c(C.java:2)', 1], ['two', 4]],
  ],
  'lines as they stand': [body => rawProtocol.decode(body, { format: 'auto' }, { ...context, plainLines: true }), 'one\n\n two', [['one', 0], [' two', 1]]],
  'raw lines that are JSON': [body => rawProtocol.decode(body, { format: 'json' }, context), '{"a":1}\n', [['{"a":1}', 0]]],
  'Splunk’s events': [body => hecEventProtocol.decode(body, {}, context), '{"event":"a"}{"event":"b"}', [['{"event":"a"}', 0], ['{"event":"b"}', 1]]],
  'Splunk’s raw lines': [body => hecRawProtocol.decode(body, { host: 'h' }, context), 'a\nb', [['a', 0], ['b', 1]]],
  'documents of Elasticsearch': [
    body => decodeBulk(body, context), '{"index":{}}\n{"a":1}\n{"delete":{"_id":"1"}}\n{"create":{}}\n{"b":2}', [['{"a":1}', undefined], ['{"b":2}', undefined]],
  ],
  'ClickHouse’s objects': [insert('JSONEachRow'), '{"Body":"a"}\n{"Body":"b"}', [['{"Body":"a"}', 0], ['{"Body":"b"}', 1]]],
  'ClickHouse’s arrays, with their names': [insert('JSONCompactEachRowWithNames'), '["Body"]\n["a"]\n["b"]', [['["a"]', 1], ['["b"]', 2]]],
  'ClickHouse’s documents': [insert('JSON'), '{"meta":[],"data":[{"Body":"a"},{"Body":"b"}]}', [['{"Body":"a"}', 0], ['{"Body":"b"}', 1]]],
  'ClickHouse’s compact documents': [insert('JSONCompact'), '{"meta":[{"name":"Body"}],"data":[["a"],["b"]]}', [['["a"]', 0], ['["b"]', 1]]],
  'ClickHouse’s named objects': [insert('JSONObjectEachRow'), '{"x":{"Body":"a"},"y":{"Body":"b"}}', [['{"Body":"a"}', undefined], ['{"Body":"b"}', undefined]]],
  'ClickHouse’s tab separated rows': [insert('TSVWithNames'), 'Body\na\r\nb\n', [['a', 1], ['b', 2]]],
  'messages of syslog': [body => decodeSyslog(body.toString().split('|').map(raw => ({ raw: Buffer.from(raw) })), context), '<13>1 - h a - - - one\n|  |<13>two', [['<13>1 - h a - - - one', undefined], ['<13>two', undefined]]],
}

describe('the dead letter of a record that its source can’t take', () => {
  it.each(Object.entries(decoders))('has the bytes that were sent: %s', (_what, [decode, body, letters]) => {
    expect(lettersOf(decode(Buffer.from(body)))).toEqual(letters)
  })

  it('has its JSON where nobody knows where it lies', () => {
    expect(lettersOf(simpleProtocol.decode(Buffer.from('{"message":"a","timestamp":1767323045}'), {}, { now })))
      .toEqual([['{"timestamp":"2026-01-02T03:04:05.000000000Z","service":"unknown_service","message":"a","tags":{}}', undefined]])
  })

  it('says what replay needs: all that the request said of it', () => {
    const { records, origins } = rawProtocol.decode(Buffer.from('a line'), { format: 'auto', service: 'shop', level: 'warn' }, context)
    const { raw, record, reason } = letterOf(records[0]!, 'why', 0, origins)
    expect([Buffer.from(raw).toString(), reason]).toEqual(['a line', 'why'])
    expect(decodeRecord(Buffer.from(record!), { now: 0 }).records).toMatchObject([{ serviceName: 'shop', severityNumber: 13, body: 'a line', seconds: now / 1000 }])
  })

  it('keeps no more than 64 KiB, and no half of what it says', () => {
    const letter = letterOf(logRecord({ body: 'x'.repeat(70_000) }), 'why', 0, undefined)
    expect([letter.raw.length, letter.record]).toEqual([65_536, undefined])
  })
})
