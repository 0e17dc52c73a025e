import { hecEventProtocol, hecRawProtocol } from '~~/server/domain/ingest/splunk'
import { hecEventCase, hecMetadata, hecTextCase } from '../../../../../fixtures/fuzz/cases/splunk'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'

const context = { now: Date.now() }

itSurvives('Splunk events', { decode: body => hecEventProtocol.decode(body, hecMetadata, context), make: hecEventCase })
itSurvives('Splunk text', { decode: body => hecRawProtocol.decode(body, hecMetadata, context), make: hecTextCase })
