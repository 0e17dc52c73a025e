import type { Decoded } from '#shared/types/log-record'
import type { AccessLine } from '~~/server/domain/ingest/access/line'
import { AccessReader } from '~~/server/domain/ingest/access/record'
import { letterOf } from '~~/server/domain/ingest/encode/letter'
import { rawProtocol } from '~~/server/domain/ingest/raw'
import { itSurvives } from '../../../../../fixtures/fuzz/decoder'
import { lineCase, type MarkedLine } from '../../../../../fixtures/fuzz/lines'
import { jsons, texts, type Sample } from '~~/tests/fixtures/access-logs'
import { NOW } from './support'

const reader = new AccessReader(NOW, 100)

/** A line as some server writes it, with the mark behind its path, or in its user agent. */
const marked = (samples: Record<string, Sample>): MarkedLine => (mark, chance) => {
  const { line } = chance.pick(Object.values(samples))
  const path = /"(?:GET|POST|PUT) [^ "]*|"(?:uri|path|RequestPath|request_uri)":"[^"?]*/.exec(line)
  const at = path === null ? line.lastIndexOf('"-" "') + 5 : path.index + path[0].length
  return line.slice(0, at) + mark + line.slice(at)
}

/** As the encoder of an http source does: what is no access log is a reject. */
function sorted({ records, rejects, origins }: Decoded): Decoded {
  const sorted: Decoded = { records: [], rejects: [...rejects] }
  for (const [place, record] of records.entries()) {
    const access = reader.read(record)
    if (typeof access === 'string') sorted.rejects.push(letterOf(record, access, place, origins))
    else if (isWhole(access.line)) sorted.records.push(access.record)
    else throw new Error(`a number is wrong: ${JSON.stringify(access.line)}`)
  }
  return sorted
}

function isWhole({ status, port, clientPort, requestBytes, requestBodyBytes, responseBytes, responseBodyBytes, duration }: AccessLine): boolean {
  const sizes = [port, clientPort, requestBytes, requestBodyBytes, responseBytes, responseBodyBytes, duration]
  return Number.isInteger(status) && status < 1000 && sizes.every(size => size === undefined || (Number.isSafeInteger(size) && size >= 0))
}

for (const [format, samples] of [['auto', texts], ['json', jsons]] as const) {
  itSurvives(`access logs as ${format}`, {
    decode: body => sorted(rawProtocol.decode(body, { format }, { now: NOW, plainLines: true, withOrigins: true })),
    make: (chance, marks) => lineCase(marked(samples), chance, marks),
  })
}
