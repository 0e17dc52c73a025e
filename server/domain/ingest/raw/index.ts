import type { RawFormat } from '#shared/schemas/ingest'
import type { Decoded } from '#shared/types/log-record'
import type { DecodeContext, Protocol } from '../protocol'
import { Bounds } from '../decode/bounds'
import { readJsonBody } from '../decode/json-body'
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
    if (params.format === 'auto') return decodeContext.plainLines ? readLines(body, 'plain', context, bounds) : readAutoLines(body, context, bounds)
    return params.format === 'json' ? readJson(body, context, bounds) : readLines(body, params.format, context, bounds)
  },
}

function readJson(body: Buffer, context: JsonContext, bounds: Bounds): Decoded {
  const records: Decoded['records'] = []
  const rejects = readJsonBody(body, value => addJsonRecords(value, context, records, bounds), bounds)
  return { records, rejects }
}
