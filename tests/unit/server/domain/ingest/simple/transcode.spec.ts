import { describe, expect, it } from 'vitest'
import { writeAppRow } from '~~/server/domain/ingest/encode/app'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { appSchema } from '~~/server/domain/storage'
import { readColumns } from '~~/tests/fixtures/columns'

const NOW = 1_790_000_000_123

/** The rows as the JSON parser and the encoder make them. */
function longWay(body: Buffer): { rows: string, rejects: number } {
  const writer = new ColumnWriter(appSchema).open()
  const { records, rejects } = simpleProtocol.decode(body, {}, { now: NOW })
  const patterns = new Patterns().begin('t')
  for (const record of records) writeAppRow(writer, record, patterns)
  return { rows: textOf(writer), rejects: rejects.length }
}

function shortWay(body: Buffer): string | undefined {
  const writer = new ColumnWriter(appSchema).open()
  return simpleProtocol.transcode!(body, { now: NOW }, { writer, patterns: new Patterns().begin('t') }) ? textOf(writer) : undefined
}

function textOf(writer: ColumnWriter): string {
  const rows = readColumns(appSchema, writer.finish(bytes => Buffer.alloc(bytes)))
  return rows.map(row => JSON.stringify(row, (_key, value: unknown) => typeof value === 'bigint' ? String(value) : value)).join('\n')
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
    expect(shortWay(body)).toBe(longWay(body).rows)
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
      expect(rows, body.toString('latin1')).toBe(expected.rows)
      expect(expected.rejects, body.toString('latin1')).toBe(0)
    }
    expect(short).toBeGreaterThan(500)
  })
})
