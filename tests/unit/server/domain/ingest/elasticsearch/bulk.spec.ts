import { describe, expect, it } from 'vitest'
import { bulkAnswer, decodeBulk, withUnfit } from '~~/server/domain/ingest/elasticsearch'

const NOW = Date.UTC(2026, 0, 2)
const decode = (body: string | Buffer, index?: string) => decodeBulk(Buffer.from(body as string), { now: NOW, index })
const created = (message: string, meta: object = { _index: 'logs' }) => `${JSON.stringify({ create: meta })}\n${JSON.stringify({ message })}\n`
const statuses = (body: string | Buffer) => decode(body).items.map(({ action, error }) => `${action} ${error ? 400 : 201}`)

describe('decodeBulk', () => {
  it('makes a record of an ECS document', () => {
    const document = {
      '@timestamp': '2026-01-02T03:04:05.123456789Z', 'message': 'grüße 🪵', 'log.level': 'warn', 'service': { name: 'shop', version: '1' },
      'trace': { id: '4bf92f3577b34da6a3ce929d0e0e4736' }, 'host': { name: 'h' }, 'id': 1,
    }
    const { records, rejects, items } = decode(`{"index":{"_index":"logs-app","_id":"d1"}}\n${JSON.stringify(document).replace('"id":1}', '"id":12345678901234567890}')}\n`)
    expect(rejects).toEqual([])
    expect(items).toEqual([{ action: 'index', index: 'logs-app', id: 'd1' }])
    expect(records).toMatchObject([{
      seconds: 1_767_323_045, nanos: 123_456_789, severityNumber: 13, severityText: 'warn', serviceName: 'shop', body: 'grüße 🪵', traceId: document.trace.id,
      resourceAttributes: { 'elasticsearch.index': 'logs-app' },
    }])
    expect(records[0]!.logAttributes).toMatchObject({ 'host': { name: 'h' }, 'id': 12_345_678_901_234_567_890n, 'elasticsearch.id': 'd1' })
  })

  it.each<[string, string]>([
    ['a missing line feed at the end', created('one').trimEnd()], ['CR LF', created('one').replaceAll('\n', '\r\n')], ['a byte order mark', `\uFEFF${created('one')}`],
    ['blank lines between pairs', `\n\n${created('one')}\n`], ['spaces in the action line (rsyslog)', '{ "create" : { "_index": "logs" } }\n{"message":"one"}\n'],
    ['an unknown key (winston)', '{"create":{"_index":"logs"},"attempts":1}\n{"message":"one"}\n'], ['an unknown key in front', '{"attempts":1,"create":{"_index":"logs"}}\n{"message":"one"}\n'],
    ['unknown metadata', '{"create":{"_index":"logs","_type":"_doc","op_type":"create","pipeline":"p","routing":null}}\n{"message":"one"}\n'],
  ])('takes %s', (_what, body) => {
    const { records, rejects, items } = decode(body)
    expect(rejects).toEqual([])
    expect(items).toEqual([{ action: 'create', index: 'logs', id: undefined }])
    expect(records.map(record => record.body)).toEqual(['one'])
  })

  it('takes the index of the address where the action names none', () => {
    const { records, items } = decode(created('one', {}) + created('two', { _index: 'own' }), 'path')
    expect(items.map(item => item.index)).toEqual(['path', 'own'])
    expect(records.map(record => record.resourceAttributes)).toEqual([{ 'elasticsearch.index': 'path' }, { 'elasticsearch.index': 'own' }])
    expect(decode(created('one', {})).records[0]!.resourceAttributes).toEqual({})
  })

  it.each<[string, string, string[], RegExp]>([
    ['a broken document', '{"create":{}}\n{"message":\n', ['create 400'], /Not valid JSON/], ['an array', '{"create":{}}\n[1]\n', ['create 400'], /an array/], ['an empty document', '{"create":{}}\n{}\n', ['create 400'], /empty/],
    ['a blank line', '{"create":{}}\n \n', ['create 400'], /no document/], ['depth', `{"create":{}}\n${'{"a":'.repeat(200)}1${'}'.repeat(200)}\n`, ['create 400'], /nested/], ['length', `{"create":{}}\n{"message":"${'x'.repeat(1_048_576)}"}\n`, ['create 400'], /1 MB/],
    ['an update', '{"update":{"_id":"1","_index":"i"}}\n{"doc":{"a":1}}\n', ['update 400'], /not supported/], ['a broken action', '{"create":\n{"message":"m"}\n', ['index 400'], /action line/], ['an unknown action', '{"upsert":{}}\n{"message":"m"}\n', ['index 400'], /action line/],
    ['an action that is no object', '{"create":7}\n{"message":"m"}\n', ['index 400'], /action line/], ['a document without an action', '{"message":"m"}\n', ['index 400'], /action line/], ['a long index', `{"create":{"_index":"${'x'.repeat(256)}"}}\n{"message":"m"}\n`, ['create 400'], /index/],
  ])('refuses %s alone, and keeps its bytes', (_what, bad, expected, reason) => {
    const { records, rejects, items } = decode(created('good 1') + bad + created('good 2'))
    expect(records.map(record => record.body)).toEqual(['good 1', 'good 2'])
    expect(items.map(({ action, error }) => `${action} ${error ? 400 : 201}`)).toEqual(['create 201', ...expected, 'create 201'])
    expect(items[1]!.error!.reason).toMatch(reason)
    expect(rejects).toEqual([{ reason: items[1]!.error!.reason, raw: expect.any(Uint8Array) as Uint8Array }])
    expect(bad).toContain(Buffer.from(rejects[0]!.raw).toString())
  })

  it('refuses a delete, which has no document', () => {
    expect(statuses(`{"delete":{"_id":"1"}}\n${created('good')}`)).toEqual(['delete 400', 'create 201'])
    expect(decode('{"delete":{"_id":"1"}}\n').rejects).toEqual([])
  })

  it('refuses an action at the end of a body that was cut off', () => {
    expect(statuses(`${created('good')}{"create":{}}`)).toEqual(['create 201', 'create 400'])
    expect(statuses(`${created('good')}{"create":{}}\n`)).toEqual(['create 201', 'create 400'])
    expect(decode(`${created('good')}{"create":{}}`).rejects[0]!.raw.length).toBeGreaterThan(0)
  })

  it.each(['', '\n', ' \n\n', '\uFEFF'])('takes %j for nothing', body => expect(decode(body)).toEqual({ records: [], rejects: [], items: [] }))

  it('refuses a request of too many actions as a whole', () => {
    expect(decode('{"delete":{}}\n'.repeat(250_000)).items).toHaveLength(250_000)
    expect(() => decode('{"delete":{}}\n'.repeat(250_001))).toThrow('250,000')
  })
})

describe('hostile bodies', () => {
  it.each<[string, string]>([['brackets', '['.repeat(1_000_000)], ['braces', `{"create":{}}\n${'{"a":'.repeat(100_000)}`], ['line feeds', '\n'.repeat(1_000_000)], ['lines', '{\n'.repeat(100_000)]])(
    'does not hang on %s', (_what, body) => {
      decode(body)
    })
})

describe('bulkAnswer', () => {
  it('is compact, in the order of the request, with ids', () => {
    const bulk = decode(`${created('a', { _index: 'i"', _id: 'x' })}{"index":{"_index":"j"}}\n{"message":"b"}\n`)
    const text = bulkAnswer(bulk, 3.4, 'seed')
    expect(text).toMatch(/^\{"took":3,"errors":false,"items":\[\{"create":\{"_index":"i\\"","_id":"x",/)
    expect(JSON.parse(text)).toEqual({
      took: 3, errors: false,
      items: [
        { create: { _index: 'i"', _id: 'x', _version: 1, result: 'created', _shards: { total: 1, successful: 1, failed: 0 }, status: 201 } },
        { index: { _index: 'j', _id: 'seed1', _version: 1, result: 'created', _shards: { total: 1, successful: 1, failed: 0 }, status: 201 } },
      ],
    })
  })

  it('has an error at the document that the source can’t take, among others that can’t be read', () => {
    const bulk = decode(`{"create":{}}\n{oops\n${created('a')}{"delete":{"_id":"z"}}\n${created('b')}${created('c')}`)
    expect(withUnfit(bulk, [])).toBe(bulk)
    const { items } = withUnfit(bulk, [{ place: 1, reason: 'unfit' }])
    expect(items.map(({ error }) => error?.reason)).toEqual([expect.stringMatching(/JSON/), undefined, expect.stringMatching(/delete/), 'unfit', undefined])
    expect(items[3]!.error!.type).toBe('document_parsing_exception')
  })

  it('says "errors":true and why', () => {
    const text = bulkAnswer(decode(`${created('a')}{"create":{"_index":"i","_id":"y"}}\n{oops\n`), 0, 's')
    expect(text).toContain('"errors":true')
    expect((JSON.parse(text) as { items: unknown[] }).items[1]).toEqual({ create: { _index: 'i', _id: 'y', status: 400, error: { type: 'document_parsing_exception', reason: expect.stringMatching(/JSON/) as string } } })
  })
})
