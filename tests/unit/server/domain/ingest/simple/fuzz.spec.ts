import { expect, it } from 'vitest'
import { simpleProtocol } from '~~/server/domain/ingest/simple'
import { plainCase, simpleCase } from '../../../../../fixtures/fuzz/cases/simple'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'
import { takesShortWay } from '../../../../../fixtures/fuzz/rows'

const now = Date.UTC(2026, 0, 2)

itSurvives('simple lines', { decode: body => simpleProtocol.decode(body, {}, { now }), make: simpleCase })

let short = 0
itSurvives('plain lines, whose short way makes the same rows', {
  decode(body) {
    if (takesShortWay(simpleProtocol, body, {}, now)) short++
    return simpleProtocol.decode(body, {}, { now })
  },
  make: plainCase,
})
it('some took the short way', () => expect(short).toBeGreaterThan(0))
