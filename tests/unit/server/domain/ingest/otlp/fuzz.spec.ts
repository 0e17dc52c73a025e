import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import type { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives, type Case, type Marks } from '../../../../../fixtures/fuzz/decoder'
import { injureLine, injureText, injureWire, splice } from '../../../../../fixtures/fuzz/injure'
import { twistJson } from '../../../../../fixtures/fuzz/twist'
import { otlpProtobuf, otlpRecord, otlpRequest, type Any, type OtlpRecord } from '../../../../../fixtures/otlp'
import { bytes } from '../../../../../fixtures/protobuf'

const values: Any[] = [
  { stringValue: 'text' }, { intValue: '9223372036854775807' }, { doubleValue: 0.1 }, { boolValue: true }, { bytesValue: 'AAECAwQF' },
  { arrayValue: { values: [{ stringValue: 'a' }, { kvlistValue: { values: [{ key: 'b', value: { intValue: 1 } }] } }] } },
]
const record = (mark: string, chance: Chance): OtlpRecord => ({
  timeUnixNano: '1767323045123456789', observedTimeUnixNano: '1767323045123456790', severityNumber: chance.below(25), severityText: 'INFO', body: { stringValue: mark }, flags: 1,
  traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', attributes: values.slice(chance.below(3)).map((value, n) => ({ key: `k${n}`, value })),
})
const request = (marks: Marks, chance: Chance) => otlpRequest(Array.from({ length: 1 + chance.below(4) }, () => record(marks.next(), chance)))
const decode = (body: Buffer) => decodeOtlp(body, { now: Date.UTC(2026, 0, 2) })

function jsonCase(chance: Chance, marks: Marks): Case {
  const one = () => Buffer.from(JSON.stringify(request(marks, chance)))
  const good = [marks.next(), marks.next()]
  const [front, back] = good.map(mark => record(mark, chance))
  switch (chance.below(5)) {
    case 0: return { body: injureText(one(), chance) }
    case 1: return { body: splice(one(), one(), chance) }
    case 2: return { body: Buffer.from(twistJson(request(marks, chance), chance)) }
    case 3: {
      // A record of unexpected values between two good ones
      const written = JSON.stringify(otlpRequest([front!, { body: { stringValue: 'HERE' } }, back!]))
      return { body: Buffer.from(written.replace('{"body":{"stringValue":"HERE"}}', () => twistJson(record(marks.next(), chance), chance))), good }
    }
    default: {
      // A broken request between two good ones, one a line
      const [first, last] = [front!, back!].map(made => JSON.stringify(otlpRequest([made])))
      return { body: Buffer.concat([Buffer.from(`${first}\n`), injureLine(one(), chance), Buffer.from(`\n${last}\n`)]), good }
    }
  }
}

function protobufCase(chance: Chance, marks: Marks): Case {
  const one = () => otlpProtobuf(request(marks, chance))
  switch (chance.below(4)) {
    case 0: return { body: injureWire(one(), chance) }
    case 1: return { body: splice(one(), one(), chance) }
    case 2: return { body: Buffer.concat([Buffer.from([10]), chance.noise(200)]) }
    default: {
      const good = [marks.next(), marks.next()]
      const [front, back] = good.map(mark => otlpRecord(record(mark, chance)))
      const bad = injureWire(otlpRecord(record(marks.next(), chance)), chance)
      return { body: bytes(1, bytes(2, bytes(2, front!), bytes(2, bad), bytes(2, back!))), good }
    }
  }
}

itSurvives('OTLP in JSON', { decode, make: jsonCase })
itSurvives('OTLP in protobuf', { decode, make: protobufCase })
