/** The limits of a request hold for every protocol, not only for those that are Cordwood's own. */
import { describe, expect, it } from 'vitest'
import type { Decoded } from '#shared/types/log-record'
import { DEFAULT_LIMITS, type DecodeLimits } from '~~/server/domain/ingest/decode/bounds'
import { decodeBulk } from '~~/server/domain/ingest/elasticsearch'
import { jsonProtocol } from '~~/server/domain/ingest/json'
import { decodeLokiPush, LOKI_DEFAULTS } from '~~/server/domain/ingest/loki'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { hecEventProtocol, hecRawProtocol } from '~~/server/domain/ingest/splunk'
import { pushBytes, stored, streamBytes } from '../../../../fixtures/loki'
import { otlpProtobuf, otlpRequest, type Any } from '../../../../fixtures/otlp'

type Value = string | { [name: string]: Value }
/** Decodes a request of these lines; what a line is nested by is for the protocol. */
type Decode = (lines: readonly Value[], limits?: Partial<DecodeLimits>) => Decoded

const NOW = 1_790_000_000_123
const NS = '1767323045123456789'
const context = (limits: Partial<DecodeLimits> = {}) => ({ now: NOW, limits: { ...DEFAULT_LIMITS, ...limits } })
const loki = (body: Buffer, type: string | undefined, limits?: Partial<DecodeLimits>) =>
  decodeLokiPush(body, type, { ...LOKI_DEFAULTS, maxBytes: 64 * 1024 * 1024, ...context(limits) })
const any = (value: Value): Any => typeof value === 'string' ? { stringValue: value } : { kvlistValue: { values: Object.entries(value).map(([key, inner]) => ({ key, value: any(inner) })) } }
const otlp = (lines: readonly Value[]) => otlpRequest(lines.map(line => ({ body: any(line) })))
const text = (value: object) => JSON.stringify(value)

const decoders: Array<[string, Decode]> = [
  ['OTLP in protobuf', (lines, limits) => decodeOtlp(otlpProtobuf(otlp(lines)), context(limits))],
  ['OTLP in JSON', (lines, limits) => decodeOtlp(Buffer.from(text(otlp(lines))), context(limits))],
  ['OTLP in lines of JSON', (lines, limits) => decodeOtlp(Buffer.from(lines.map(line => text(otlp([line]))).join('\n')), context(limits))],
  ['Loki in JSON', (lines, limits) => loki(Buffer.from(text({ streams: [{ stream: {}, values: lines.map(line => typeof line === 'string' ? [NS, line] : [NS, 'm', line]) }] })), 'application/json', limits)],
  ['Elasticsearch', (lines, limits) => decodeBulk(Buffer.from(lines.map(line => `{"create":{}}\n${text({ message: line })}\n`).join('')), context(limits))],
  ['Splunk events', (lines, limits) => hecEventProtocol.decode(Buffer.from(lines.map(event => text({ event })).join('')), {}, context(limits))],
]
const ofText: Array<[string, Decode]> = [
  ...decoders,
  ['Loki in protobuf', (lines, limits) => loki(stored(pushBytes(streamBytes('{}', lines.map(line => ({ line: String(line) }))))), undefined, limits)],
  ['Splunk text', (lines, limits) => hecRawProtocol.decode(Buffer.from(lines.join('\n')), {}, context(limits))],
]
const nested = (levels: number): Value => levels === 0 ? 'x' : { a: nested(levels - 1) }
const reasons = ({ rejects }: Decoded) => rejects.map(({ reason }) => reason)

it.each(ofText)('%s rejects a longer line by the setting, and takes the others', (_name, decode) => {
  const decoded = decode(['one', 'x'.repeat(2000), 'two'], { maxLineBytes: 1024 })
  expect(decoded.records).toHaveLength(2)
  expect(reasons(decoded)).toEqual([expect.stringContaining('longer than 1,024 bytes')])
  expect(decode(['one', 'x'.repeat(2000)], { maxLineBytes: 4096 }).rejects).toEqual([])
  expect(decode(['x'.repeat(2_000_000)], { maxLineBytes: 16_777_216 }).rejects).toEqual([])
})

it.each(decoders)('%s rejects what is nested deeper than the setting, and takes the others', (name, decode) => {
  const decoded = decode(['one', nested(20), nested(3), 'two'], { maxNesting: 8 })
  expect(decoded.records, name).toHaveLength(3)
  expect(reasons(decoded)).toEqual([expect.stringMatching(/nested/)])
  expect(decode([nested(150)], { maxNesting: 200 }).rejects).toEqual([])
  expect(decode(['one', { a: 'b' }], { maxNesting: 2 }).records.length).toBeGreaterThan(0)
})

it.each(ofText)('%s refuses the whole request past the number of records', (_name, decode) => {
  expect(decode(['a', 'b', 'c'], { maxRecords: 3 }).records).toHaveLength(3)
  expect(() => decode(['a', 'b', 'c', 'd'], { maxRecords: 3 })).toThrow(expect.objectContaining({ code: 'too_large', message: expect.stringMatching(/3 records.*fewer/) as string }) as Error)
})

describe('what records share', () => {
  const long = 'x'.repeat(500_000)
  const tooHeavy = expect.objectContaining({ code: 'too_large', message: expect.stringContaining('smaller batches') as string }) as Error
  it.each<[string, (records: number) => unknown]>([
    ['OTLP’s resource', records => decodeOtlp(otlpProtobuf(withResource(records, long)), context())],
    ['OTLP’s resource in JSON', records => decodeOtlp(Buffer.from(text(withResource(records, long))), context())],
    ['Loki’s labels', records => loki(Buffer.from(text({ streams: [{ stream: { a: 'x'.repeat(60_000) }, values: Array.from({ length: records * 9 }, () => [NS, 'm']) }] })), 'application/json')],
    ['CloudWatch’s message', records => jsonProtocol.decode(Buffer.from(`{"owner":"${long}","logEvents":[${'{},'.repeat(records)}{}]}`), {}, context())],
  ])('is weighed with each of them: %s', (_what, decode) => {
    expect(() => decode(400)).not.toThrow()
    expect(() => decode(600)).toThrow(tooHeavy)
  })
})

function withResource(records: number, value: string) {
  const request = otlp(Array.from({ length: records }, () => 'm'))
  request.resourceLogs[0]!.resource!.attributes.push({ key: 'k', value: { stringValue: value } })
  return request
}

it('JSON that would fill the memory with empty objects is not parsed as a whole', () => {
  const MB = 1024 * 1024
  for (const piece of ['{},', '[],', '[[1]],', '{"a":{}},']) {
    const fill = Buffer.alloc(20 * MB, piece).subarray(0, Math.floor(20 * MB / piece.length) * piece.length)
    const otlpBody = Buffer.concat([Buffer.from('{"resourceLogs":['), fill, Buffer.from('{}]}')])
    expect(() => decodeOtlp(otlpBody, context()), piece).toThrow(expect.objectContaining({ code: 'too_large' }) as Error)
    const lokiBody = Buffer.concat([Buffer.from('{"streams":['), fill, Buffer.from('{}]}')])
    expect(() => loki(lokiBody, 'application/json'), piece).toThrow(expect.objectContaining({ code: 'too_large' }) as Error)
  }
  // What senders send is no such thing, braces in texts neither.
  const attributes = Array.from({ length: 20 }, (_, i) => ({ key: `k${i}`, value: { intValue: i } }))
  const real = otlpRequest(Array.from({ length: 10_000 }, () => ({ body: { stringValue: '{"[{[{[{[{[' }, attributes })))
  expect(decodeOtlp(Buffer.from(text(real)), context()).records).toHaveLength(10_000)
})
