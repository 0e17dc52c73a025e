import { jsonProtocol } from '~~/server/domain/ingest/json'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'
import { lineCase } from '../../../../../fixtures/fuzz/lines'
import { loggerLine } from '../../../../../fixtures/fuzz/loggers'

itSurvives('JSON of loggers', {
  decode: body => jsonProtocol.decode(body, {}, { now: Date.UTC(2026, 0, 2) }),
  make: (chance, marks) => lineCase(loggerLine, chance, marks),
})
