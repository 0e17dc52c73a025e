import { describe, expect, it } from 'vitest'
import { Chance } from '../../../../../fixtures/fuzz/chance'
import { injureWire } from '../../../../../fixtures/fuzz/injure'
import { bytesField, decodeJson, decodeProtobuf, MAX, pushBytes, stored, varint } from './support'

const NS = '1767323045123456789'

describe('hostile pushes', () => {
  it('keeps the entries around an injured one', () => {
    const chance = new Chance(8)
    const good = bytesField(2, bytesField(2, 'good'))
    for (let i = 0; i < 3000; i++) {
      const bad = injureWire(Buffer.concat([bytesField(1, varint(8)), bytesField(2, 'bad')]), chance)
      const { records, rejects } = decodeProtobuf(stored(pushBytes(Buffer.concat([bytesField(1, '{a="b"}'), good, bytesField(2, bad), good]))))
      const fine = records.filter(record => record.body === 'good').length === 2 && records.length + rejects.length === 3
      if (!fine) expect(bad.toString('hex')).toBe('one entry, two good ones beside it')
    }
  })

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
  })

  it.each<[string, string]>([
    ['opening brackets', '['.repeat(1_000_000)], ['nested streams', '{"streams":['.repeat(100_000)], ['quotes', '"'.repeat(900_000)], ['brackets in streams', `{"streams":${'['.repeat(500_000)}`],
    ['broken streams', `{"streams":[${'{x},'.repeat(200_000)}]}`], ['a line of quotes', JSON.stringify({ streams: [{ stream: {}, values: [[NS, 'level="'.repeat(100_000)]] }] })],
    ['a line of braces', JSON.stringify({ streams: [{ stream: {}, values: [[NS, `${'{"level":'.repeat(50_000)}${'}'.repeat(50_000)}`]] }] })],
    ['blanks', JSON.stringify({ streams: [{ stream: {}, values: [[NS, `${' '.repeat(1_000_000)}=`]] }] })],
  ])('does not hang on %s', (_what, body) => {
    expect(body.length).toBeLessThan(MAX)
    const { records, rejects } = decodeJson(body)
    expect(records.length + rejects.length).toBeGreaterThan(0)
  })
})
