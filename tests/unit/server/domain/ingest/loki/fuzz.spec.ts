import { decodeLokiPush, LOKI_DEFAULTS } from '~~/server/domain/ingest/loki'
import { lokiJsonCase, lokiProtobufCase } from '../../../../../fixtures/fuzz/cases/loki'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'

const options = { ...LOKI_DEFAULTS, now: Date.UTC(2026, 0, 2), maxBytes: 4 * 1024 * 1024 }

itSurvives('Loki in JSON', { decode: body => decodeLokiPush(body, 'application/json', options), make: lokiJsonCase })
itSurvives('Loki in Protobuf and Snappy', { decode: body => decodeLokiPush(body, undefined, options), make: lokiProtobufCase })
