import { describe, expect, it } from 'vitest'
import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { otlpProtobuf, otlpRequest, type Any } from '../../../../../fixtures/otlp'

/** A generator of its own, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor(state / 4_294_967_296 * below)
  }
}

function mutate(body: Buffer, below: (n: number) => number): Buffer {
  const copy = Buffer.from(body)
  for (let i = 0; i <= below(6); i++) copy[below(copy.length)] = below(256)
  if (below(3) === 0) return copy.subarray(0, below(copy.length))
  if (below(4) === 0) return Buffer.concat([copy, copy.subarray(below(copy.length))])
  return copy
}

const values: Any[] = [
  { stringValue: 'text' }, { intValue: '9223372036854775807' }, { doubleValue: 0.1 }, { boolValue: true }, { bytesValue: 'AAECAwQF' },
  { arrayValue: { values: [{ stringValue: 'a' }, { kvlistValue: { values: [{ key: 'b', value: { intValue: 1 } }] } }] } },
]
const request = otlpRequest(Array.from({ length: 12 }, (_, i) => ({
  timeUnixNano: '1767323045123456789', severityNumber: i, body: values[i % values.length]!, traceId: '0af7651916cd43dd8448eb211c80319c',
  attributes: values.map((value, n) => ({ key: `k${n}`, value })),
})))

describe.each([['protobuf', otlpProtobuf(request)], ['json', Buffer.from(JSON.stringify(request))]])('broken %s', (_encoding, body) => {
  it('never throws, and makes no more records than were sent', () => {
    const below = random(7)
    const started = process.memoryUsage().heapUsed
    for (let i = 0; i < 3000; i++) {
      const broken = mutate(body, below)
      const { records, rejects } = decodeOtlp(broken, { now: 0 })
      expect(records.length).toBeLessThanOrEqual(24)
      expect(rejects.reduce((sum, { raw }) => sum + raw.length, 0)).toBeLessThanOrEqual(broken.length * 4)
      for (const record of records) {
        expect(Number.isInteger(record.seconds) && record.nanos >= 0 && record.nanos < 1e9 && record.severityNumber <= 24).toBe(true)
        expect(record.body.length).toBeLessThanOrEqual(broken.length * 3)
      }
    }
    expect(process.memoryUsage().heapUsed - started).toBeLessThan(300_000_000)
  })
})

it('never throws for noise', () => {
  const below = random(11)
  for (let i = 0; i < 2000; i++) {
    const noise = Buffer.from(Array.from({ length: below(200) }, () => below(256)))
    expect(() => decodeOtlp(noise, { now: 0 })).not.toThrow()
    expect(() => decodeOtlp(Buffer.concat([Buffer.from([10]), noise]), { now: 0 })).not.toThrow()
  }
})

it('stays quick and small for bodies made to be slow', () => {
  const bodies = [
    Buffer.alloc(4_000_000, Buffer.from([0x0A, 0x00])), Buffer.alloc(4_000_000, 0x0A), Buffer.alloc(4_000_000, 0xFF), Buffer.alloc(4_000_000, '{'),
    Buffer.alloc(4_000_000, '['), Buffer.alloc(4_000_000, '{"resourceLogs":'), Buffer.from(`{"resourceLogs":[${'{},'.repeat(500_000)}{}]}`),
    Buffer.from(`{\n${'x\n'.repeat(2_000_000)}`), Buffer.alloc(4_000_000, '{x}'), Buffer.from(`{"resourceLogs":[${'1,'.repeat(2_000_000)}1]}`),
  ]
  for (const body of bodies) {
    try {
      expect(decodeOtlp(body, { now: 0 }).records).toEqual([])
    }
    catch (error) {
      expect(error).toMatchObject({ code: 'too_large' })
    }
  }
})
