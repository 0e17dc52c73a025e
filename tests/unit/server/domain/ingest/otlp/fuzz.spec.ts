import { decodeOtlp } from '~~/server/domain/ingest/otlp'
import { otlpJsonCase, otlpProtobufCase } from '../../../../../fixtures/fuzz/cases/otlp'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'

const decode = (body: Buffer) => decodeOtlp(body, { now: Date.UTC(2026, 0, 2) })

itSurvives('OTLP in JSON', { decode, make: otlpJsonCase })
itSurvives('OTLP in protobuf', { decode, make: otlpProtobufCase })
