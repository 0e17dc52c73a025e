/** How a request is encoded, and so its answer. */
export type OtlpEncoding = 'json' | 'protobuf'

export interface OtlpAnswer { readonly type: string, readonly body: Buffer }

/** google.rpc.Code of the HTTP statuses that ingest answers (https://cloud.google.com/apis/design/errors#handling_errors). */
const CODES: Readonly<Record<number, number>> = {
  400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 413: 8, 415: 3, 422: 3, 429: 8, 500: 13, 503: 14, 504: 4,
}
const UNKNOWN = 2

/**
 * An `ExportLogsServiceResponse` (https://opentelemetry.io/docs/specs/otlp/#full-success-1): empty when all is stored,
 * else with a `partialSuccess`.
 */
export function exportAnswer(encoding: OtlpEncoding, rejected: number, message: string): OtlpAnswer {
  if (encoding === 'json') {
    return json(rejected === 0 ? {} : { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: message } })
  }
  if (rejected === 0) return protobuf(Buffer.alloc(0))
  return protobuf(lengthDelimited(1, Buffer.concat([varintField(1, rejected), lengthDelimited(2, Buffer.from(message))])))
}

/** A `google.rpc.Status` for a refused request (https://opentelemetry.io/docs/specs/otlp/#failures-1). */
export function statusAnswer(encoding: OtlpEncoding, status: number, message: string): OtlpAnswer {
  const code = CODES[status] ?? UNKNOWN
  if (encoding === 'json') return json({ code, message })
  return protobuf(Buffer.concat([varintField(1, code), lengthDelimited(2, Buffer.from(message))]))
}

const json = (value: object): OtlpAnswer => ({ type: 'application/json', body: Buffer.from(JSON.stringify(value)) })
const protobuf = (body: Buffer): OtlpAnswer => ({ type: 'application/x-protobuf', body })

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return Buffer.from([...bytes, rest])
}

const varintField = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)])
const lengthDelimited = (field: number, bytes: Buffer) => Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes])
