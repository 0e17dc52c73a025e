import { decodeLokiPush, LOKI_DEFAULTS } from '~~/server/domain/ingest/loki'
import type { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives, type Case, type Marks } from '../../../../../fixtures/fuzz/decoder'
import { injureLine, injureText, injureWire, splice } from '../../../../../fixtures/fuzz/injure'
import { twistJson } from '../../../../../fixtures/fuzz/twist'
import { bytesField, entryBytes, pushBytes, stored, streamBytes } from '../../../../../fixtures/loki'

const NS = '1767323045123456789'
const options = { ...LOKI_DEFAULTS, now: Date.UTC(2026, 0, 2), maxBytes: 4 * 1024 * 1024 }
const metadata = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', user: 'u7' }
const text = (mark: string, chance: Chance) => chance.pick([mark, `level=warn msg="${mark}"`, `{"level":"error","msg":"${mark}"}`, `[ERROR] ${mark}`])

const entry = (mark: string, chance: Chance) => chance.pick<unknown[]>([[NS, text(mark, chance)], [NS, mark, metadata], [NS, mark, {}]])
const stream = (marks: string[], chance: Chance) => ({ stream: { app: 'shop', level: 'info' }, values: marks.map(mark => entry(mark, chance)) })
const some = (marks: Marks, chance: Chance) => Array.from({ length: 1 + chance.below(3) }, () => marks.next())
const push = (marks: Marks, chance: Chance) => ({ streams: some(marks, chance).map(mark => stream([mark, ...some(marks, chance)], chance)) })

function jsonCase(chance: Chance, marks: Marks): Case {
  const one = () => Buffer.from(JSON.stringify(push(marks, chance)))
  const good = [marks.next(), marks.next()]
  const [front, back] = good.map(mark => JSON.stringify(entry(mark, chance)))
  switch (chance.below(5)) {
    case 0: return { body: injureText(one(), chance) }
    case 1: return { body: splice(one(), one(), chance) }
    case 2: return { body: Buffer.from(twistJson(push(marks, chance), chance)) }
    case 3: return { body: Buffer.from(`{"streams":[{"stream":{"app":"a"},"values":[${front},${twistJson(entry(marks.next(), chance), chance)},${back}]}]}`), good }
    default: {
      // A broken stream between two good ones: where it was cut off, the one behind it may count as one of its values
      const [first, last] = [front, back].map(made => `{"stream":{},"values":[${made}]}`)
      const bad = injureLine(Buffer.from(JSON.stringify(stream(some(marks, chance), chance))), chance)
      return { body: Buffer.concat([Buffer.from(`{"streams":[\n${first},\n`), bad, Buffer.from(`,\n${last}\n]}`)]), good: good.slice(0, 1), kept: good.slice(1) }
    }
  }
}

const message = (marks: Marks, chance: Chance) =>
  pushBytes(...some(marks, chance).map(mark => streamBytes('{app="shop", level="in\\"fo"}', [{ line: text(mark, chance), metadata }, { line: marks.next() }])))

function protobufCase(chance: Chance, marks: Marks): Case {
  const compressed = (sent: Buffer): Case => ({ body: stored(sent), sent })
  switch (chance.below(5)) {
    case 0: return compressed(injureWire(message(marks, chance), chance))
    case 1: return compressed(splice(message(marks, chance), message(marks, chance), chance))
    // What an injured block unpacks to, only Snappy can say: it may repeat itself
    case 2: return { body: injureWire(stored(message(marks, chance)), chance), sent: 'unknown' }
    case 3: return { body: chance.noise(100), sent: 'unknown' }
    default: {
      const good = [marks.next(), marks.next()]
      const [front, back] = good.map(line => bytesField(2, entryBytes({ line })))
      const bad = bytesField(2, injureWire(entryBytes({ line: marks.next(), metadata }), chance))
      return { ...compressed(pushBytes(Buffer.concat([bytesField(1, '{a="b"}'), front!, bad, back!]))), good }
    }
  }
}

itSurvives('Loki in JSON', { decode: body => decodeLokiPush(body, 'application/json', options), make: jsonCase })
itSurvives('Loki in Protobuf and Snappy', { decode: body => decodeLokiPush(body, undefined, options), make: protobufCase })
