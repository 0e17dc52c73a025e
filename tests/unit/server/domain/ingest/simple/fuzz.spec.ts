import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'
import { lineCase, type MarkedLine } from '../../../../../fixtures/fuzz/lines'

const line: MarkedLine = (message, chance) => JSON.stringify(chance.pick<object>([
  { timestamp: '2026-01-02T03:04:05.123Z', service: 'api', level: 'INFO', message, tags: { a: 'b', region: 'eu' } },
  { timestamp: 1_767_323_045_123, service: 'käse', level: 30, message: `${message} grüße`, tags: { n: [1, { x: null }], big: 9_007_199_254_740_991 } },
  { message }, { service: '', level: 'warn', message, duration: 1.5, trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', tags: {} },
]))

itSurvives('simple lines', {
  decode: body => simpleProtocol.decode(body, {}, { now: Date.UTC(2026, 0, 2) }),
  make: (chance, marks) => lineCase(line, chance, marks),
})
