import { expect, it } from 'vitest'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import type { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives, type Case, type Marks } from '../../../../../fixtures/fuzz/decoder'
import { injureLine } from '../../../../../fixtures/fuzz/injure'
import { lineCase, type MarkedLine } from '../../../../../fixtures/fuzz/lines'
import { takesShortWay } from '../../../../../fixtures/fuzz/rows'

const now = Date.UTC(2026, 0, 2)

const line: MarkedLine = (message, chance) => JSON.stringify(chance.pick<object>([
  { timestamp: '2026-01-02T03:04:05.123Z', service: 'api', level: 'INFO', message, tags: { a: 'b', region: 'eu' } },
  { timestamp: 1_767_323_045_123, service: 'käse', level: 30, message: `${message} grüße`, tags: { n: [1, { x: null }], big: 9_007_199_254_740_991 } },
  { message }, { service: '', level: 'warn', message, duration: 1.5, trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', tags: {} },
]))
const plain: MarkedLine = (message, chance) =>
  JSON.stringify({ timestamp: `2026-01-02T03:04:05${chance.pick(['', '.1', '.123456789'])}Z`, service: 'api', level: chance.pick(['INFO', 'warn']), message, tags: { a: 'b' } })

/** Plain lines, one of them injured now and then a little: the short way takes a good part of them. */
function plainCase(chance: Chance, marks: Marks): Case {
  const good = Array.from({ length: 4 }, () => marks.next())
  const lines = good.map(mark => Buffer.from(plain(mark, chance)))
  return { body: Buffer.concat([...lines, injureLine(Buffer.from(plain(marks.next(), chance)), chance)].flatMap(made => [made, Buffer.from('\n')])), good }
}

itSurvives('simple lines', {
  decode: body => simpleProtocol.decode(body, {}, { now }),
  make: (chance, marks) => lineCase(line, chance, marks),
})

let short = 0
itSurvives('plain lines, whose short way makes the same rows', {
  decode(body) {
    if (takesShortWay(simpleProtocol, body, {}, now)) short++
    return simpleProtocol.decode(body, {}, { now })
  },
  make: plainCase,
})
it('some took the short way', () => expect(short).toBeGreaterThan(0))
