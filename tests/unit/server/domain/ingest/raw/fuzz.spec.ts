import { rawFormats } from '#shared/schemas/ingest'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { rawCase } from '../../../../../fixtures/fuzz/cases/raw'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'

for (const format of rawFormats) {
  itSurvives(`raw ${format}`, { decode: body => rawProtocol.decode(body, { format }, { now: Date.now() }), make: rawCase(format) })
}
