import type { Decoded } from '#shared/types/log-record'
import type { Protocol } from '../protocol'
import { Bounds } from '../decode/bounds'
import { readJsonBody } from '../decode/json-body'
import { originsOf } from '../decode/origins'
import { rawProtocol } from '../raw'
import { addEvent, eventContext } from './event'
import { addMetadata, resourceOf, type HecMetadata } from './metadata'

export { createAckIds, isChannel, type AckIds } from './acks'
export { codeOfReason, hecAnswer, type HecAnswer, type HecCode } from './answers'
export type { HecMetadata } from './metadata'

/**
 * `POST /services/collector/event`: events in their envelopes, JSON objects one behind the other with or without line
 * feeds between them (https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector).
 */
export const hecEventProtocol: Protocol<HecMetadata> = {
  name: 'splunk',
  decode(body, metadata, { now, limits, withOrigins }): Decoded {
    const records: Decoded['records'] = []
    const origins = originsOf(records, withOrigins)
    const bounds = new Bounds(limits)
    const context = eventContext(now, metadata, bounds)
    const rejects = readJsonBody(body, value => addEvent(value, context, records), bounds, origins)
    return { records, rejects, origins }
  },
}

/** `POST /services/collector/raw`: lines of text, as `POST /v1/logs/raw` takes them. */
export const hecRawProtocol: Protocol<HecMetadata> = {
  name: 'splunk',
  decode(body, metadata, context): Decoded {
    const decoded = rawProtocol.decode(body, { format: 'auto' }, context)
    const resource = resourceOf({}, metadata)
    for (const record of decoded.records) addMetadata(record, resource)
    return decoded
  },
}
