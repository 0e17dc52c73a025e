import { describe, expect, it } from 'vitest'
import type { LogRecord } from '#shared/types/log-record'
import { bytesField, decodeJson, decodeProtobuf, MAX, pushBytes, stored, streamBytes, varint } from './support'

/** A small generator of repeatable chance (mulberry32). */
function chance(seed: number) {
  return (below: number) => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) % below
  }
}

function injured(body: Buffer, next: (below: number) => number): Buffer {
  let result = body
  for (let i = next(4); i >= 0; i--) {
    const at = next(result.length + 1)
    const to = at + next(result.length - at + 1)
    const kind = next(5)
    if (kind === 0) result = result.subarray(0, at)
    else if (kind === 1) result = Buffer.concat([result.subarray(0, at), Buffer.from([next(256)]), result.subarray(at + 1)])
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), Buffer.from(['{', '}', '"', '[', ']', '\\', '\0', '\xFF', '\x80\x80'][next(9)]!, 'latin1'), result.subarray(at)])
    else if (kind === 3) result = Buffer.concat([result.subarray(0, at), result.subarray(to)])
    else result = Buffer.concat([result.subarray(0, to), result.subarray(at)])
  }
  return result
}

function checkRecord(record: LogRecord): void {
  const whole = (value: number, least: number, below: number) => Number.isInteger(value) && value >= least && value < below
  const fine = whole(record.seconds, -2_208_988_800, 9_223_372_036) && whole(record.nanos, 0, 1e9) && whole(record.severityNumber, 0, 25)
    && [record.severityText, record.serviceName, record.body].every(text => typeof text === 'string') && record.severityText.length <= 64
    && /^(?:[\da-f]{32})?$/.test(record.traceId) && /^(?:[\da-f]{16})?$/.test(record.spanId) && record.serviceName !== ''
    && Object.values(record.resourceAttributes).every(value => typeof value === 'string')
  if (!fine) expect(record).toBe('a valid record')
}

const NS = '1767323045123456789'
const json = JSON.stringify({ streams: [{ stream: { app: 'shop', level: 'info' }, values: [[NS, 'one', { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' }], [NS, '{"level":"warn"}']] }, { stream: {}, values: [[NS, 'level=error msg="x"']] }] })
const message = pushBytes(streamBytes('{app="shop", level="in\\"fo"}', [{ line: 'one', metadata: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736' } }, { line: '{"level":"warn"}' }]), streamBytes('{}', [{ line: 'level=error msg="x"' }]))

describe('hostile pushes', () => {
  it('JSON: every body becomes records, rejects or nothing, and what is whole survives', () => {
    const next = chance(5)
    const good = `{"stream":{"app":"good"},"values":[["${NS}","good"]]}`
    for (let i = 0; i < 4000; i++) {
      const { records, rejects } = decodeJson(injured(Buffer.from(json), next))
      records.forEach(checkRecord)
      if (rejects.some(({ reason, raw }) => reason.length < 10 || raw.length === 0)) expect(rejects).toBe('rejects with a reason and bytes')
    }
    for (let i = 0; i < 2000; i++) {
      const bad = Buffer.from(injured(Buffer.from(json.slice('{"streams":['.length, -2)), next).filter(byte => byte !== 10))
      const { records } = decodeJson(Buffer.concat([Buffer.from(`{"streams":[\n${good},\n`), bad, Buffer.from(`,\n${good}\n]}`)]))
      records.forEach(checkRecord)
      if (records.filter(record => record.serviceName === 'good' && record.body === 'good').length < 1) expect(bad.toString('latin1')).toBe('the good stream in front survives')
    }
  }, 60_000)

  it('Protobuf: never a throw, never a record that is none', () => {
    const next = chance(6)
    const lines = new Set(['one', '{"level":"warn"}', 'level=error msg="x"'])
    let whole = 0
    for (let i = 0; i < 6000; i++) {
      const { records } = decodeProtobuf(stored(injured(message, next)))
      records.forEach(checkRecord)
      whole += records.filter(record => lines.has(record.body)).length
      decodeProtobuf(injured(stored(message), next)).records.forEach(checkRecord)
      decodeProtobuf(Buffer.from(Array.from({ length: next(100) }, () => next(256)))).records.forEach(checkRecord)
    }
    expect(whole).toBeGreaterThan(2000)
  }, 60_000)

  it('keeps the entries around an injured one', () => {
    const next = chance(8)
    const good = bytesField(2, bytesField(2, 'good'))
    for (let i = 0; i < 3000; i++) {
      const bad = injured(Buffer.concat([bytesField(1, varint(8)), bytesField(2, 'bad')]), next)
      const { records, rejects } = decodeProtobuf(stored(pushBytes(Buffer.concat([bytesField(1, '{a="b"}'), good, bytesField(2, bad), good]))))
      const fine = records.filter(record => record.body === 'good').length === 2 && records.length + rejects.length === 3
      if (!fine) expect(bad.toString('hex')).toBe('one entry, two good ones beside it')
    }
  }, 60_000)

  it('bounds what a push makes of its bytes', () => {
    const labels = `{a="${'x'.repeat(60_000)}"}`
    const many = (stream: string, entries: number) => stored(pushBytes(Buffer.concat([bytesField(1, stream), ...Array.from({ length: entries }, () => Buffer.from([0x12, 0]))])))
    expect(() => decodeProtobuf(many(labels, 100_000))).toThrow(/smaller batches/)
    expect(() => decodeProtobuf(many('{}', 600_000))).toThrow(/500,000 records/)
    const json = `{"streams":[{"stream":{"a":"${'x'.repeat(60_000)}"},"values":[${'["1","m"],'.repeat(10_000)}["1","m"]]}]}`
    expect(() => decodeJson(json)).toThrow(/smaller batches/)
    const broken = decodeJson(`{"streams":[{"stream":{},"values":[${'[],'.repeat(400_000)}[]]}]}`)
    expect(broken.rejects).toHaveLength(10_001)
    expect(broken.rejects.at(-1)!.reason).toContain('390001 more')
  }, 60_000)

  it.each<[string, string]>([
    ['opening brackets', '['.repeat(1_000_000)], ['nested streams', '{"streams":['.repeat(100_000)], ['quotes', '"'.repeat(900_000)], ['brackets in streams', `{"streams":${'['.repeat(500_000)}`],
    ['broken streams', `{"streams":[${'{x},'.repeat(200_000)}]}`], ['a line of quotes', JSON.stringify({ streams: [{ stream: {}, values: [[NS, 'level="'.repeat(100_000)]] }] })],
    ['a line of braces', JSON.stringify({ streams: [{ stream: {}, values: [[NS, `${'{"level":'.repeat(50_000)}${'}'.repeat(50_000)}`]] }] })],
    ['blanks', JSON.stringify({ streams: [{ stream: {}, values: [[NS, `${' '.repeat(1_000_000)}=`]] }] })],
  ])('does not hang on %s', (_what, body) => {
    expect(body.length).toBeLessThan(MAX)
    const { records, rejects } = decodeJson(body)
    expect(records.length + rejects.length).toBeGreaterThan(0)
  }, 30_000)
})
