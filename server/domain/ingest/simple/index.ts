import type { DecodeContext, Protocol } from '../protocol'
import { Bounds } from '../decode/bounds'
import { readJsonBody } from '../decode/json-body'
import { originsOf } from '../decode/origins'
import type { LogRecord } from '#shared/types/log-record'
import { addSimpleRecord } from './record'
import { transcodeSimple } from './transcode'

/** What the query of `POST /ingest` says about the lines: nothing; each line speaks for itself. */
export type SimpleParams = Record<never, never>

/**
 * `POST /ingest`: objects of `{timestamp, service, level, message, tags}`, one, an array of them, or NDJSON.
 */
export const simpleProtocol: Protocol<SimpleParams> = {
  name: 'simple',
  decode(body, _params, { now, limits, withOrigins }) {
    const records: LogRecord[] = []
    const origins = originsOf(records, withOrigins)
    const rejects = readJsonBody(body, value => addSimpleRecord(value, now, records), new Bounds(limits), origins)
    return { records, rejects, origins }
  },
  transcode: (body, context, rows) => transcodeSimple(body, context, rows, line => onlyRecord(line, context)),
}

function onlyRecord(line: Buffer, context: DecodeContext): LogRecord | undefined {
  const { records: [record, second], rejects } = simpleProtocol.decode(line, {}, context)
  return rejects.length === 0 && second === undefined ? record : undefined
}
