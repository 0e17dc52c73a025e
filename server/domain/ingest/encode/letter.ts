import type { LogRecord, Reject } from '#shared/types/log-record'
import { toJson } from '../../storage'

/**
 * The bytes to keep of a record that its source can't take, and the protocol that reads them again. A line of text
 * stays as it is; a record with fields becomes the JSON of `POST /ingest`.
 */
export function letterOf(record: LogRecord): Pick<Reject, 'raw' | 'protocol'> {
  const { resourceAttributes, scopeAttributes, logAttributes } = record
  const isText = [resourceAttributes, scopeAttributes, logAttributes].every(attributes => Object.keys(attributes).length === 0)
  return isText
    ? { raw: Buffer.from(record.body), protocol: 'raw' }
    : { raw: Buffer.from(toJson(asSimple(record))), protocol: 'simple' }
}

function asSimple(record: LogRecord): object {
  const { seconds, nanos, serviceName, severityText, body, traceId, spanId } = record
  return {
    timestamp: `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}Z`,
    service: serviceName,
    ...(severityText === '' ? {} : { level: severityText }),
    message: body,
    ...(traceId === '' ? {} : { trace_id: traceId }),
    ...(spanId === '' ? {} : { span_id: spanId }),
    tags: { ...record.resourceAttributes, ...record.scopeAttributes, ...record.logAttributes },
  }
}
