import { describe, expect, it } from 'vitest'
import { rawFormats } from '#shared/schemas/ingest'
import type { Decoded } from '#shared/types/log-record'
import { DEFAULT_LIMITS, type DecodeLimits } from '~~/server/domain/ingest/decode/bounds'
import { ColumnWriter } from '~~/server/domain/ingest/encode/column-writer'
import { appSchema } from '~~/server/domain/storage'
import { Patterns } from '~~/server/domain/ingest/pattern/columns'
import { jsonProtocol } from '~~/server/domain/ingest/json'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { simpleProtocol } from '~~/server/domain/ingest/simple'

type Decode = (body: string | Buffer, limits?: Partial<DecodeLimits>) => Decoded

const contextOf = (limits: Partial<DecodeLimits> = {}) => ({ now: 1_790_000_000_123, limits: { ...DEFAULT_LIMITS, ...limits } })
const simple: Decode = (body, limits) => simpleProtocol.decode(Buffer.from(body as string), {}, contextOf(limits))
const json: Decode = (body, limits) => jsonProtocol.decode(Buffer.from(body as string), {}, contextOf(limits))
const raw = (format: typeof rawFormats[number]): Decode => (body, limits) => rawProtocol.decode(Buffer.from(body as string), { format }, contextOf(limits))
const shortWay = (body: string, limits: Partial<DecodeLimits>) => simpleProtocol.transcode!(Buffer.from(body), contextOf(limits), { writer: new ColumnWriter(appSchema).open(), patterns: new Patterns().begin('t') })

const decoders: Array<[string, Decode]> = [['simple', simple], ['json', json], ...rawFormats.map((format): [string, Decode] => [`raw ${format}`, raw(format)])]
const ofJson: Array<[string, Decode]> = [['simple', simple], ['json', json], ['raw json', raw('json')]]
const tooMany = (most: string) => expect.objectContaining({ code: 'too_large', message: expect.stringMatching(new RegExp(`${most} records.*fewer`)) as string }) as Error

const indexes = ({ rejects }: Decoded) => rejects.map(({ index }) => index)
const one = '{"message":"m"}'

describe('the index of a reject', () => {
  it.each<[string, string, number[]]>([
    ['lines, blank ones not counted', `${one}\n\n  \r\nx\n${one}\n{broken\n\n5`, [1, 3, 4]],
    ['elements of an array', `[${one},1,${one},{},[2]]`, [1, 3, 4]],
    ['elements of a broken array', `[${one},{"message":tru},${one},3]`, [1, 3]],
    ['an array cut off', `[${one},${one},`, [2]],
    ['objects one behind the other', `${one}{}${one}{"message":}${one} {}`, [1, 3, 5]],
    ['objects over lines', '{\n"message":"m"\n}\n{\n}\n{"message":\n"m"}\n7', [1, 3]],
    ['arrays in lines', `[${one},1]\n[]\n[2]\n${one}\n3`, [1, 2, 4]],
  ])('counts %s', (_what, body, expected) => {
    for (const [name, decode] of ofJson) expect(indexes(decode(body)), name).toEqual(expected)
  })

  it('counts the elements of an array of many MB too', () => {
    const body = `[${`{"message":"${'m'.repeat(1000)}"},`.repeat(5000)}7,${one},{}]`
    const decoded = simple(body)
    expect(decoded.records).toHaveLength(5001)
    expect(indexes(decoded)).toEqual([5000, 5002])
  })

  it('counts the lines of a text that are not blank, also when they are too long or of another form', () => {
    const decoded = raw('logfmt')(`a=1\n \t\nno pairs\na=2\n\na=${'x'.repeat(50)}\nnone`, { maxLineBytes: 40 })
    expect(indexes(decoded)).toEqual([1, 3, 4])
    expect(indexes(raw('auto')(`one\n\n\n${'x'.repeat(50)}\n three`, { maxLineBytes: 40 }))).toEqual([1])
  })
})

describe('the length of a line', () => {
  it.each(decoders)('%s rejects a longer one by the setting, and takes the others', (_name, decode) => {
    const long = `{"message":"${'x'.repeat(60)}"}`
    const { rejects } = decode(`${one}\n${long}\n${one}`, { maxLineBytes: 50 })
    expect(rejects.find(({ index }) => index === 1)?.reason).toMatch(/longer than 50 bytes/)
    expect(decode(`${one}\n${long}`, { maxLineBytes: 80 }).rejects.filter(({ reason }) => reason.includes('longer'))).toEqual([])
  })

  it.each(ofJson)('%s rejects a longer element of an array', (_name, decode) => {
    const { records, rejects } = decode(`[${one},{"message":"${'x'.repeat(60)}"},${one}]`, { maxLineBytes: 50 })
    expect(records).toHaveLength(2)
    expect(rejects).toMatchObject([{ index: 1, reason: expect.stringMatching(/50 bytes/) as string }])
  })

  it('leaves the short way', () => {
    expect(shortWay(one, { maxLineBytes: 15 })).toBe(true)
    expect(shortWay(one, { maxLineBytes: 14 })).toBe(false)
  })
})

describe('nesting', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

  it.each(ofJson)('%s rejects what is nested deeper than the setting', (_name, decode) => {
    const { records, rejects } = decode(`${nested(4)}\n${nested(5)}\n${one}`, { maxNesting: 4 })
    expect(records).toHaveLength(2)
    expect(rejects).toMatchObject([{ index: 1, reason: expect.stringMatching(/more than 4 levels/) as string }])
    expect(decode(`[${nested(4)},${nested(5)}]`, { maxNesting: 4 }).rejects).toMatchObject([{ index: 1 }])
    expect(decode(nested(1000), { maxNesting: 1000 }).rejects).toEqual([])
  })

  it('makes text of such a line among lines of any form', () => {
    expect(raw('auto')(nested(4), { maxNesting: 4 }).records[0]?.logAttributes).not.toEqual({})
    expect(raw('auto')(nested(5), { maxNesting: 4 }).records).toMatchObject([{ body: nested(5), logAttributes: {} }])
  })

  it('leaves the short way', () => {
    const tags = '{"message":"m","tags":{"a":"b"}}'
    expect(shortWay(tags, { maxNesting: 2 })).toBe(true)
    expect(shortWay(tags, { maxNesting: 1 })).toBe(false)
    expect(simple(tags, { maxNesting: 1 }).rejects).toHaveLength(1)
  })
})

describe('the number of records', () => {
  it.each(decoders)('%s refuses the whole request past it, rejects counted too', (_name, decode) => {
    const mixed = `${one}\nx\n${one}\ny\n`
    expect(() => decode(mixed, { maxRecords: 4 })).not.toThrow()
    expect(() => decode(mixed, { maxRecords: 3 })).toThrow(tooMany('3'))
  })

  it.each<[string, string]>([
    ['elements', `[${one},${one},1,${one}]`], ['elements of a broken array', `[${one},{x},${one},${one}]`], ['objects one behind the other', one.repeat(4)],
    ['objects over lines', '{\n"message":"m"}\n'.repeat(4)], ['arrays in lines', `[${one},1]\n`.repeat(2)],
  ])('counts %s', (_what, body) => {
    for (const [name, decode] of ofJson) {
      expect(() => decode(body, { maxRecords: 4 }), name).not.toThrow()
      expect(() => decode(body, { maxRecords: 3 }), name).toThrow(tooMany('3'))
    }
  })

  it('counts the events within one message', () => {
    const message = '{"logGroup":"g","logEvents":[{"message":"1"},{"message":"2"},{"message":"3"}]}'
    expect(json(message, { maxRecords: 3 }).records).toHaveLength(3)
    expect(() => json(message, { maxRecords: 2 })).toThrow(tooMany('2'))
    expect(() => raw('json')(message, { maxRecords: 2 })).toThrow(tooMany('2'))
  })

  it('counts neither blank lines nor those of a stack trace', () => {
    const trace = 'java.io.IOException: x\n\tat a.B.c(D.java:1)\n\n\tat a.B.d(D.java:2)\n\n'
    expect(raw('auto')(trace, { maxRecords: 1 }).records).toHaveLength(1)
    expect(simple(`\n \n${one}\n\n`, { maxRecords: 1 }).records).toHaveLength(1)
  })

  it('counts on the short way, of plain lines and of others', () => {
    expect(shortWay(`${one}\n\n${one}\n`, { maxRecords: 2 })).toBe(true)
    expect(() => shortWay(`${one}\n`.repeat(3), { maxRecords: 2 })).toThrow(tooMany('2'))
    expect(() => shortWay('{"message":"\\n"}\n'.repeat(3), { maxRecords: 2 })).toThrow(tooMany('2'))
  })

  const MB = 1024 * 1024
  const filled = (piece: string, before = '', after = '') => Buffer.concat([Buffer.from(before), Buffer.alloc(63 * MB, piece), Buffer.from(after)])

  it.each<[string, Decode, string, string?, string?]>([
    ['one-letter lines', raw('plain'), 'x\n'], ['one-letter lines of any form', raw('auto'), 'x\n'], ['lines of another form', raw('syslog'), 'x\n'],
    ['lines that are no objects', simple, '1\n'], ['empty objects in lines', json, '{}\n'], ['empty objects', simple, '{}'],
    ['elements', json, '{},', '['], ['whole elements', simple, '[],', '[', '1]'],
  ])('stops at the default on 63 MB of %s, long before they are all in memory', (_what, decode, ...parts) => {
    const body = filled(...parts)
    const before = process.memoryUsage().rss
    expect(() => decode(body)).toThrow(tooMany('500,000'))
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * MB)
  })
})
