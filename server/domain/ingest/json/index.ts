import type { LogRecord } from '#shared/types/log-record'
import type { Protocol } from '../protocol'
import { Bounds } from '../decode/bounds'
import { readJsonBody } from '../decode/json-body'
import { originsOf } from '../decode/origins'
import { isObject, kindOf } from '../decode/json-value'
import { subscriptionEvents } from './cloudwatch'
import type { JsonContext } from './record'
import { jsonContext, recordOfObject } from './record'

export { jsonContext, recordOfObject } from './record'
export type { JsonContext } from './record'

/** What the query of `POST /v1/logs/json` says about the lines: nothing; each line speaks for itself. */
export type JsonParams = Record<never, never>

/**
 * Adds the records of one JSON value to `records`, or answers why it can't be one. The first record is counted by who
 * reads the values, the others of a message with many events here.
 * @throws AppError too_large
 */
export function addJsonRecords(value: unknown, context: JsonContext, records: LogRecord[], bounds: Bounds): string | undefined {
  if (!isObject(value)) return `Expected a JSON object, got ${kindOf(value)}`
  for (const _name in value) {
    for (const event of subscriptionEvents(value, bounds) ?? [value]) records.push(recordOfObject(event, context))
    return undefined
  }
  return 'The object is empty'
}

/** `POST /v1/logs/json`: any JSON objects; their time, level, message … are found under the names common loggers use. */
export const jsonProtocol: Protocol<JsonParams> = {
  name: 'json',
  decode(body, _params, { now, limits, withOrigins }) {
    const records: LogRecord[] = []
    const origins = originsOf(records, withOrigins)
    const context = jsonContext({ now })
    const bounds = new Bounds(limits)
    const rejects = readJsonBody(body, value => addJsonRecords(value, context, records, bounds), bounds, origins)
    return { records, rejects, origins }
  },
}
