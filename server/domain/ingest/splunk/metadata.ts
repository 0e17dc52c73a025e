import type { Attributes, AttributeValue, LogRecord } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { MAX_SERVICE } from '../decode/limits'

/** Splunk's metadata: of an event, or of a request by its query. */
export interface HecMetadata {
  readonly host?: AttributeValue
  readonly source?: AttributeValue
  readonly sourcetype?: AttributeValue
  readonly index?: AttributeValue
}

/** The names that OpenTelemetry's receiver gives them (https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/splunkhecreceiver). */
const NAMES = [['host', 'host.name'], ['source', 'com.splunk.source'], ['sourcetype', 'com.splunk.sourcetype'], ['index', 'com.splunk.index']] as const

/** The resource attributes of metadata; what an event says itself stands before what its request says of all. */
export function resourceOf(own: HecMetadata, request: HecMetadata): Attributes {
  let attributes: Record<string, AttributeValue> | undefined
  for (const [field, name] of NAMES) {
    const value = isGiven(own[field]) ? own[field] : request[field]
    if (isGiven(value)) (attributes ??= {})[name] = value
  }
  return attributes ?? NO_ATTRIBUTES
}

const isGiven = (value: AttributeValue): boolean => value !== undefined && value !== null && value !== ''

/**
 * Gives a record its metadata. `source` names the service where nothing else does: Splunk asks for the name of the
 * application there.
 */
export function addMetadata(record: LogRecord, resource: Attributes): void {
  if (resource === NO_ATTRIBUTES) return
  record.resourceAttributes = record.resourceAttributes === NO_ATTRIBUTES ? resource : { ...record.resourceAttributes, ...resource }
  if (record.serviceName !== UNKNOWN_SERVICE) return
  const source = resource['com.splunk.source']
  if (typeof source === 'string' && source.length <= MAX_SERVICE) record.serviceName = source
}
