import { hecEventProtocol, hecRawProtocol } from '~~/server/domain/ingest/splunk'
import type { Chance } from '../../../../../fixtures/fuzz/chance'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'
import { lineCase, type MarkedLine } from '../../../../../fixtures/fuzz/lines'
import { loggerLine } from '../../../../../fixtures/fuzz/loggers'

const now = Date.UTC(2026, 0, 2)
const metadata = { host: 'h', source: 'shop', sourcetype: 'app', index: 'main' }

const event = (mark: string, chance: Chance): unknown => chance.pick<unknown>([
  mark, { message: { msg: mark, meta: { a: 1 } }, severity: 'info' }, JSON.parse(loggerLine(mark, chance)), loggerLine(mark, chance), `ERROR ${mark}\n  at two`, [1, mark],
])
const envelope: MarkedLine = (mark, chance) => JSON.stringify(chance.pick<object>([
  { event: event(mark, chance) }, { time: '1767225600.123', event: event(mark, chance), ...metadata },
  { time: 1_767_225_600, host: '', event: event(mark, chance), fields: { 'level': 'warn', 'service.name': 's', 'otel.log.severity.number': 17, 'n': [1] } },
]))
const text: MarkedLine = (mark, chance) => chance.pick([`level=warn msg=${mark}`, `2026-01-02 03:04:05 ERROR ${mark}`, `<11>Jan  2 03:04:05 h app[7]: ${mark}`])

itSurvives('Splunk events', {
  decode: body => hecEventProtocol.decode(body, metadata, { now }),
  make: (chance, marks) => lineCase(envelope, chance, marks),
})
itSurvives('Splunk text', {
  decode: body => hecRawProtocol.decode(body, metadata, { now }),
  make: (chance, marks) => lineCase(text, chance, marks),
})
