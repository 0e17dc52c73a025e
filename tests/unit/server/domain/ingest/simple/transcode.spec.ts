import { describe, expect, it } from 'vitest'
import { writeAppRow } from '~~/server/domain/ingest/encode/app'
import { RowWriter } from '~~/server/domain/ingest/encode/row-writer'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { simpleProtocol } from '~~/server/domain/ingest/simple'

const NOW = 1_790_000_000_123

/** The rows as the JSON parser and the encoder make them. */
function longWay(body: Buffer): { hex: string, rejects: number } {
  const writer = new RowWriter()
  const { records, rejects } = simpleProtocol.decode(body, {}, { now: NOW })
  const patterns = new Patterns().begin('t')
  for (const record of records) writeAppRow(writer, record, patterns)
  return { hex: blankIdentity(writer), rejects: rejects.length }
}

function shortWay(body: Buffer): string | undefined {
  const writer = new RowWriter(Buffer.allocUnsafeSlow(16))
  return simpleProtocol.transcode!(body, { now: NOW }, { writer, patterns: new Patterns().begin('t') }) ? blankIdentity(writer) : undefined
}

/** Rows as text. Segment and ordinal are not set yet, and a length may be padded: both are made the same. */
function blankIdentity(writer: RowWriter): string {
  const { bytes, starts } = writer.finish()
  return starts.map((start, i) => normalise(bytes.subarray(start + 12, starts[i + 1] ?? bytes.length))).join('\n')
}

function normalise(row: Buffer): string {
  let at = 8
  const parts: unknown[] = [row.readBigInt64LE(0)]
  const varint = () => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = row[at++]!
      value += (byte & 0x7F) * shift
      if (byte < 0x80) return value
    }
  }
  const string = () => {
    const length = varint()
    at += length
    return row.toString('latin1', at - length, at)
  }
  const map = () => Array.from({ length: varint() }, () => [string(), string()])
  const uint64 = () => row.readBigUInt64LE((at += 8) - 8)
  parts.push(string(), string(), row[at++], string(), row[at++], string(), string(), uint64(), string())
  parts.push(string(), map(), string(), string(), string(), string(), map(), string(), map(), string(), string())
  expect(at).toBe(row.length)
  return JSON.stringify(parts, (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value)
}

const line = (fields: object) => JSON.stringify(fields)
const full = { timestamp: '2026-01-02T03:04:05.123456789Z', service: 'shop', level: 'WARN', message: 'hello', tags: { region: 'eu', host: 'a' } }

describe('the short way writes what the long way writes', () => {
  it.each<[string, string]>([
    ['a full line', line(full)],
    ['several lines, blank ones between, CRLF', `${line(full)}\r\n\n  \n${line({ ...full, message: 'two' })}\n`],
    ['spaces wherever JSON allows them', ' { "message" : "m" , "tags" : { "a" : "b" , "c":"d" } , "level":"info" } '],
    ['missing fields', line({ message: 'only' })],
    ['empty strings', line({ service: '', level: '', message: '', tags: { '': '' } })],
    ['no tags in tags', line({ message: 'm', tags: {} })],
    ['UTF-8 as it stands', line({ message: 'grüße 漢字 🪵', service: 'käse', tags: { ключ: 'é' } })],
    ['long values', line({ message: 'm'.repeat(20_000), tags: { t: 'x'.repeat(200), u: 'y'.repeat(65) } })],
    ['escapes', line({ message: 'a "quote"\n\tand \\ \u0001', tags: { 'k"': 'v' } })],
    ['unknown fields', line({ ...full, duration: 1.5, trace_id: 'a'.repeat(32) })],
    ['typed and nested tags', line({ ...full, tags: { a: 1, b: { c: true } } })],
    ['a field twice', '{"message":"one","message":"two"}'],
    ['a tag twice', '{"message":"m","tags":{"a":"1","a":"2"}}'],
    ['tags twice', '{"message":"m","tags":{"a":"1"},"tags":{"b":"2"}}'],
    ['other forms of time', ['2026-01-02 03:04:05', '2026-01-02T03:04:05+02:00', '1767323045', '2026-01-02T03:04:60Z', '2026-01-02T03:04:05.1234567891Z']
      .map(timestamp => line({ ...full, timestamp })).join('\n')],
    ['times as numbers', line({ ...full, timestamp: 1767323045123 })],
    ['ends of fractions', ['.1Z', '.12Z', '.000000001Z', 'Z'].map(end => line({ ...full, timestamp: `2026-02-28T23:59:59${end}` })).join('\n')],
    ['levels', ['info', 'Warning', 'critical', 'nonsense', '3', '30', 'ß', 'emerg '].map(level => line({ ...full, level })).join('\n')],
    ['names of the prototype', '{"message":"m","tags":{"__proto__":"p","constructor":"c"}}'],
    ['forty tags', line({ message: 'm', tags: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`t${i}`, `v${i}`])) })],
  ])('%s', (_name, text) => {
    const body = Buffer.from(text)
    expect(shortWay(body)).toBe(longWay(body).hex)
  })

  it.each<[string, string | Buffer]>([
    ['an array', `[${line(full)},${line(full)}]`],
    ['objects without a line between them', line(full) + line(full)],
    ['one object over several lines', JSON.stringify(full, null, 2)],
    ['a broken line', `${line(full)}\n{broken\n`],
    ['an unreadable time', line({ ...full, timestamp: 'yesterday' })],
    ['no such day', line({ ...full, timestamp: '2026-02-30T00:00:00Z' })],
    ['invalid UTF-8', Buffer.from([0x7B, 0x22, 0x6D, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D])],
    ['an empty object', '{}'],
    ['a scalar', '42'],
    ['mostly other lines', Array.from({ length: 100 }, (_, i) => line({ ...full, i })).join('\n')],
  ])('leaves to the long way: %s', (_name, body) => {
    expect(shortWay(Buffer.from(body))).toBeUndefined()
  })

  it('holds for thousands of injured bodies', () => {
    const good = Array.from({ length: 3 }, (_, i) => line({ ...full, message: `line ${i} ü` })).join('\n')
    let short = 0
    for (let i = 0; i < 6000; i++) {
      const body = Buffer.from(good)
      const hits = 1 + Math.floor(Math.random() * 3)
      for (let hit = 0; hit < hits; hit++) {
        const letters = '"{}:,\\ \n\t0aZ-é'
        body[Math.floor(Math.random() * body.length)] = letters.charCodeAt(Math.floor(Math.random() * letters.length)) & 0xFF
      }
      const rows = shortWay(body)
      if (rows === undefined) continue
      short++
      const expected = longWay(body)
      expect(rows, body.toString('latin1')).toBe(expected.hex)
      expect(expected.rejects, body.toString('latin1')).toBe(0)
    }
    expect(short).toBeGreaterThan(500)
  })
})
