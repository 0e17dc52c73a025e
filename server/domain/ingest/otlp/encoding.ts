import { isBlank } from '../decode/json-scan'
import type { OtlpEncoding } from './answer'

/** The encoding that a Content-Type names (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request); undefined for any other. */
export function encodingOfType(contentType: string | undefined): OtlpEncoding | undefined {
  const type = (contentType ?? '').toLowerCase()
  if (type.includes('protobuf')) return 'protobuf'
  return type.includes('json') ? 'json' : undefined
}

const LINE_FEED = 10

/**
 * How a body is encoded, whatever its Content-Type says. In protobuf a request begins with the byte 10, the tag of its
 * only field; JSON with a bracket, after white space (10 is a line feed too) or a byte order mark.
 */
export function encodingOfBody(body: Buffer): OtlpEncoding {
  let first = body[0] === 0xEF && body[1] === 0xBB && body[2] === 0xBF ? 3 : 0
  while (first < body.length && isBlank(body[first]!)) first++
  if (body[first] !== 123 && body[first] !== 91) return 'protobuf'
  if (body[0] !== LINE_FEED) return 'json'
  // `\n{…`: in protobuf, 123 is the length of the first message. Only JSON ends with a bracket, but for chance.
  let last = body.length - 1
  while (last > 0 && isBlank(body[last]!)) last--
  return body[last] === 125 || body[last] === 93 ? 'json' : 'protobuf'
}
