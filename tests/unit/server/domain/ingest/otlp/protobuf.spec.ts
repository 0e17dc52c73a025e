import { describe, expect, it } from 'vitest'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { otlpProtobuf, otlpRecord, otlpRequest } from '../../../../../fixtures/otlp'
import { bytes, fixed32, fixed64, int, tag, varint, type Part } from '../../../../../fixtures/protobuf'

const decode = (...parts: Part[]) => decodeOtlp(Buffer.concat(parts), { now: 0 })
const record = (text: string) => bytes(2, otlpRecord({ body: { stringValue: text } }))
const bodies = (...parts: Part[]) => decode(...parts).records.map(({ body }) => body)
const resource = (name: string) => bytes(1, bytes(1, bytes(1, 'service.name'), bytes(2, bytes(1, name))))

/** Fields that no version knows, of every type; a group with groups in it. */
const unknown = [int(99, 5), fixed64(98, 1n), fixed32(97, 1), bytes(96, 'x'), tag(95, 3), int(1, 1), tag(94, 3), tag(94, 4), tag(95, 4)]

describe('OTLP as protobuf', () => {
  it('finds the resource and the scope behind their records, and merges several', () => {
    const scope = bytes(1, bytes(1, 'lib'))
    const { records } = decode(bytes(1, bytes(2, record('m'), scope), resource('shop'), bytes(1, bytes(1, bytes(1, 'a'), bytes(2, int(3, 1))))))
    expect(records).toMatchObject([{ serviceName: 'shop', scopeName: 'lib', resourceAttributes: { 'service.name': 'shop', 'a': 1 } }])
  })

  it('steps over fields that it does not know, on every level', () => {
    const fields = bytes(2, bytes(5, ...unknown, bytes(1, 'm'), ...unknown), ...unknown)
    expect(bodies(...unknown, bytes(1, ...unknown, bytes(1, ...unknown), bytes(2, ...unknown, fields, record('n')), ...unknown))).toEqual(['m', 'n'])
  })

  it('takes a field of another type than it should have for an unknown one', () => {
    expect(bodies(bytes(1, bytes(2, bytes(2, int(1, 5), bytes(2, 'x'), int(5, 1), bytes(5, bytes(3, 'no int'), bytes(1, 'm'))))))).toEqual(['m'])
  })

  it.each<[string, Part]>([
    ['cut off in a string', Buffer.from([0x2A, 0x05, 0x0A, 0x50, 0x61, 0x62, 0x63])],
    ['with a length beyond all bounds', Buffer.concat([tag(5, 2), varint(0xFFFFFFFFFFn), Buffer.from('x')])],
    ['with a length of 4 GB', Buffer.concat([tag(5, 2), varint(0xFFFFFFFF), Buffer.from('x')])],
    ['with a number that never ends', Buffer.concat([tag(2, 0), Buffer.alloc(30, 0xFF)])],
    ['with the field 0', Buffer.from([0x00, 0x01])], ['with a type that does not exist', Buffer.from([0x0F, 0x01])],
    ['with a group that does not end', tag(20, 3)], ['with a group that never began', tag(20, 4)],
    ['with groups without end', Buffer.concat(Array.from({ length: 5000 }, () => tag(20, 3)))],
    ['cut off in a time', Buffer.from([0x09, 1, 2])],
  ])('refuses only the record %s', (_what, bad) => {
    const { rejects, records } = decode(bytes(1, resource('shop'), bytes(2, record('one'), bytes(2, bad), record('two'))))
    expect(records.map(({ body }) => body)).toEqual(['one', 'two'])
    expect(rejects).toEqual([{ reason: expect.stringMatching(/^Not valid protobuf/) as string, raw: Buffer.from(bad) }])
  })

  it('refuses the rest of a scope whose frames do not fit, and goes on with the next', () => {
    const broken = bytes(2, record('one'), Buffer.concat([tag(2, 2), varint(500), Buffer.from('x')]))
    expect(bodies(bytes(1, broken, bytes(2, record('two'))), bytes(1, bytes(2, record('three'))))).toEqual(['one', 'two', 'three'])
  })

  it('refuses the records of a resource that can’t be read', () => {
    const { records, rejected } = decode(bytes(1, bytes(1, Buffer.from([0x0A, 0x20])), bytes(2, record('a'), record('b'))), bytes(1, bytes(2, record('c'))))
    expect([records.map(({ body }) => body), rejected]).toEqual([['c'], 2])
  })

  it('replaces what is no UTF-8', () => {
    expect(bodies(bytes(1, bytes(2, bytes(2, bytes(5, bytes(1, Buffer.from([0x61, 0xFF])))))))).toEqual(['a\uFFFD'])
  })

  it('is told from JSON by its bytes', () => {
    for (let length = 0; length < 300; length++) {
      const body = otlpProtobuf(otlpRequest([{ body: { stringValue: 'x'.repeat(length) } }]))
      expect(decodeOtlp(body, { now: 0 })).toMatchObject({ encoding: 'protobuf', rejected: 0 })
    }
  })

  it('stands for a body cut off anywhere with the records before the cut', () => {
    const body = otlpProtobuf(otlpRequest(Array.from({ length: 20 }, (_, i) => ({ body: { stringValue: `line ${i}` }, attributes: [{ key: 'k', value: { intValue: i } }] }))))
    for (let cut = 0; cut < body.length; cut++) {
      const { records } = decodeOtlp(body.subarray(0, cut), { now: 0 })
      // Every frame above the cut is broken, and so is all that is in it
      expect(records.length).toBeLessThanOrEqual(20)
      records.forEach(({ body: text }, i) => expect(text).toBe(`line ${i}`))
    }
  })
})
