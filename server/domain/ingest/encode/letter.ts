import type { LogRecord, Reject } from '#shared/types/log-record'
import { levelOf } from '#shared/utils/severity'
import { toJson } from '../../storage'

/**
 * The bytes to keep of a record that its source can't take, and the protocol that reads them again: the JSON of
 * `POST /ingest`. Where the source reads lines of text itself, one stays as it is.
 */
export function letterOf(record: LogRecord, mayBeText: boolean): Pick<Reject, 'raw' | 'protocol'> {
  const { resourceAttributes, scopeAttributes, logAttributes } = record
  const isText = mayBeText && [resourceAttributes, scopeAttributes, logAttributes].every(attributes => Object.keys(attributes).length === 0)
  return isText
    ? { raw: Buffer.from(record.body), protocol: 'raw' }
    : { raw: Buffer.from(toJson(asSimple(record))), protocol: 'simple' }
}

function asSimple(record: LogRecord): object {
  const { seconds, nanos, serviceName, severityNumber, body, traceId, spanId } = record
  const level = record.severityText || (severityNumber > 0 ? levelOf(severityNumber) : '')
  return {
    timestamp: `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}Z`,
    service: serviceName,
    ...(level === '' ? {} : { level }),
    message: body,
    ...(traceId === '' ? {} : { trace_id: traceId }),
    ...(spanId === '' ? {} : { span_id: spanId }),
    tags: { ...record.resourceAttributes, ...record.scopeAttributes, ...record.logAttributes },
  }
}
