import { jsonProtocol } from '~~/server/domain/ingest/json'
import { loggerCase } from '../../../../../fixtures/fuzz/cases/loggers'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'

itSurvives('JSON of loggers', { decode: body => jsonProtocol.decode(body, {}, { now: Date.UTC(2026, 0, 2) }), make: loggerCase })
