import type { Attributes, AttributeValue } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import type { Moment } from '../decode/calendar'
import { attributesOf } from '../decode/json-value'
import type { Severity } from '../decode/severity'
import { ERROR, INFO, WARN } from '../decode/severity'

/** What an access log says of one request, whoever wrote it. A text is empty where it says nothing. */
export class AccessLine {
  time: Moment | undefined = undefined
  method = ''
  /** `https`. */
  scheme = ''
  /** The host that was asked for, without a port. */
  host = ''
  port: number | undefined = undefined
  path = ''
  /** Without its question mark. */
  query = ''
  /** `HTTP/1.1`. */
  protocol = ''
  /** 0 where there was none: the client went away before. */
  status = 0
  requestBodyBytes: number | undefined = undefined
  /** With the head. */
  requestBytes: number | undefined = undefined
  responseBodyBytes: number | undefined = undefined
  /** With the head. */
  responseBytes: number | undefined = undefined
  /** Nanoseconds. */
  duration: number | undefined = undefined
  client = ''
  clientPort: number | undefined = undefined
  user = ''
  agent = ''
  referrer = ''
  /** What else the line says, by the names of who wrote it. */
  extras: Attributes = NO_ATTRIBUTES
  /** Whether its writer gives every line the same level, which then says nothing. */
  hasFixedLevel = false
}

/** The level that an HTTP status stands for: 5xx error, 4xx warning. */
export function severityOfStatus(status: number): Severity {
  if (status >= 500) return { number: ERROR, text: 'ERROR' }
  return status >= 400 ? { number: WARN, text: 'WARN' } : { number: INFO, text: 'INFO' }
}

/**
 * The line as attributes, by the names of OpenTelemetry's HTTP conventions
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/), the duration in seconds; then the extras. The names
 * stand in their order, which the encoder makes use of.
 */
export function attributesOfLine(line: AccessLine): Attributes {
  const into: Record<string, AttributeValue> = {}
  if (line.client !== '') into['client.address'] = line.client
  if (line.clientPort !== undefined) into['client.port'] = line.clientPort
  if (line.requestBodyBytes !== undefined) into['http.request.body.size'] = line.requestBodyBytes
  if (line.referrer !== '') into['http.request.header.referer'] = line.referrer
  if (line.method !== '') into['http.request.method'] = line.method
  if (line.requestBytes !== undefined) into['http.request.size'] = line.requestBytes
  if (line.responseBodyBytes !== undefined) into['http.response.body.size'] = line.responseBodyBytes
  if (line.responseBytes !== undefined) into['http.response.size'] = line.responseBytes
  if (line.status !== 0) into['http.response.status_code'] = line.status
  if (line.duration !== undefined) into['http.server.request.duration'] = line.duration / 1e9
  addProtocol(line.protocol, into)
  if (line.host !== '') into['server.address'] = line.host
  if (line.port !== undefined) into['server.port'] = line.port
  if (line.path !== '') into['url.path'] = line.path
  if (line.query !== '') into['url.query'] = line.query
  if (line.scheme !== '') into['url.scheme'] = line.scheme
  if (line.user !== '') into['user.name'] = line.user
  if (line.agent !== '') into['user_agent.original'] = line.agent
  return line.extras === NO_ATTRIBUTES ? into : withOthers(into, line.extras)
}

function addProtocol(protocol: string, into: Record<string, AttributeValue>): void {
  if (protocol === '') return
  const slash = protocol.indexOf('/')
  into['network.protocol.name'] = (slash < 0 ? protocol : protocol.slice(0, slash)).toLowerCase()
  if (slash >= 0) into['network.protocol.version'] = protocol.slice(slash + 1)
}

/** Both; what `others` say differently under a name of `own` is kept as `fields.<name>`. */
export function withOthers(own: Attributes, others: Attributes): Attributes {
  const all = new Map<string, AttributeValue>(Object.entries(own))
  for (const [name, value] of Object.entries(others)) {
    let free = name
    while (all.has(free) && !isSame(all.get(free), value)) free = `fields.${free}`
    all.set(free, value)
  }
  return attributesOf(all)
}

/** `"200"` is 200: most senders write numbers as text. */
function isSame(one: AttributeValue, other: AttributeValue): boolean {
  return one === other || (typeof one !== 'object' && typeof other !== 'object' && String(one) === String(other))
}
