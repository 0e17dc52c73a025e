import type { RawFormat } from '#shared/schemas/ingest'
import type { Decoded } from '#shared/types/log-record'
import type { DecodeContext, Protocol } from '../protocol'
import { Bounds } from '../decode/bounds'
import { readJsonBody } from '../decode/json-body'
import { originsOf } from '../decode/origins'
import { parseLevel } from '../decode/severity'
import type { JsonContext } from '../json'
import { addJsonRecords, jsonContext } from '../json'
import { readAutoLines } from './auto-lines'
import { readLines } from './formats'

/** What the query of `POST /v1/logs/raw` says about the lines. */
export interface RawParams {
  /** The service of all lines. */
  readonly service?: string
  /** The level of lines that carry none. */
  readonly level?: string
  readonly format: RawFormat
}

function contextOf({ service, level, format }: RawParams, { now, limits, plainLines }: DecodeContext): JsonContext {
  // Whether a plain line carries a level is found out later
  const hasLevel = level !== undefined && level !== '' && !(plainLines && format === 'auto')
  const severity = hasLevel ? parseLevel(level) : undefined
  return jsonContext({ now, service: service || undefined, level: severity, maxNesting: limits?.maxNesting })
}

/** `POST /v1/logs/raw`: lines of text, their form given or recognised line by line. */
export const rawProtocol: Protocol<RawParams> = {
  name: 'raw',
  decode(body, params, decodeContext) {
    const context = contextOf(params, decodeContext)
    const bounds = new Bounds(decodeContext.limits)
    const { plainLines, withOrigins } = decodeContext
    if (params.format === 'auto') return plainLines ? readLines(body, 'plain', context, bounds, withOrigins) : readAutoLines(body, context, bounds, withOrigins)
    return params.format === 'json' ? readJson(body, context, bounds, withOrigins) : readLines(body, params.format, context, bounds, withOrigins)
  },
}

function readJson(body: Buffer, context: JsonContext, bounds: Bounds, withOrigins?: boolean): Decoded {
  const records: Decoded['records'] = []
  const origins = originsOf(records, withOrigins)
  const rejects = readJsonBody(body, value => addJsonRecords(value, context, records, bounds), bounds, origins)
  return { records, rejects, origins }
}
