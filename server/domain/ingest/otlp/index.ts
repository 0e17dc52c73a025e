import type { Decoded } from '#shared/types/log-record'
import type { DecodeContext } from '../protocol'
import { Bounds } from '../decode/bounds'
import { momentOfMillis } from '../decode/time'
import { encodingOfBody } from './encoding'
import { Intake } from './intake'
import { readJson } from './json'
import { readProtobuf } from './protobuf'
import type { OtlpEncoding } from './answer'

export { exportAnswer, statusAnswer, type OtlpAnswer, type OtlpEncoding } from './answer'
export { encodingOfType } from './encoding'

export interface OtlpDecoded extends Decoded {
  /** How the body was encoded. */
  encoding: OtlpEncoding
  /** Records that could not be read: those in `rejects`, and more where they were too many to keep. */
  rejected: number
}

/** Label in metrics and dead letters. */
export const OTLP = 'otlp'

/**
 * Decodes the body of `POST /v1/logs` (https://opentelemetry.io/docs/specs/otlp/#otlphttp): an
 * ExportLogsServiceRequest in protobuf or JSON, told apart by its bytes, since senders mislabel. Pure; never throws for
 * bad input; an empty body is a request without records.
 * @throws AppError too_large past `limits`
 */
export function decodeOtlp(body: Buffer, { now, limits }: DecodeContext): OtlpDecoded {
  const intake = new Intake(new Bounds(limits))
  const encoding = encodingOfBody(body)
  if (encoding === 'json') readJson(body, momentOfMillis(now), intake)
  else readProtobuf(body, momentOfMillis(now), intake)
  const { records, rejects, rejected } = intake
  return { records, rejects, rejected, encoding }
}
