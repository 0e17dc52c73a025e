import type { LogRecord, Origins, Reject } from '#shared/types/log-record'
import { levelOf } from '#shared/utils/severity'
import { toJson } from '../../storage'
import { MAX_RAW } from '../decode/limits'

/**
 * The dead letter of a record that its source can't take: the bytes that were sent, and what they say as the JSON of
 * `POST /ingest`, from which it is replayed: what a request says of all its lines (its parameters, the resource of
 * OTLP, the labels of Loki) does not stand in a line's own bytes. Where the protocol has no bytes of a line alone, its
 * JSON stands for them.
 * @param place of the record in its request
 */
export function letterOf(record: LogRecord, reason: string, place: number, origins: Origins | undefined): Reject {
  const json = Buffer.from(toJson(asSimple(record)))
  const letter = origins?.rejectOf(place, reason) ?? { reason, raw: json.subarray(0, MAX_RAW) }
  return json.length > MAX_RAW ? letter : { ...letter, record: json }
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
