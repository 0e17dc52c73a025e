import type { AttributeValue } from '#shared/types/log-record'
import type { Severity } from '../decode/severity'
import { ERROR, INFO, WARN } from '../decode/severity'
import { textMomentAt } from '../decode/time-text'
import type { Draft } from './draft'

const quoted = String.raw`"([^"\\]*(?:\\.[^"\\]*)*)"`

/**
 * Common and combined log format of Apache (https://httpd.apache.org/docs/current/mod/mod_log_config.html) and nginx,
 * also with the virtual host in front. What follows the user agent is left to the body.
 */
const line = new RegExp(String.raw`^(?:([^\s"[\]]+) )?([^\s"[\]]+) (\S+) (\S[^"[\]]{0,255}) \[([^\]]{20,40})\] ${quoted} (\d{3}) (\d+|-)(?: ${quoted} ${quoted})?`)
const request = /^([A-Z][A-Z_-]{0,31}) (\S+)(?: ([A-Z]+)\/(\d(?:\.\d)?))?$/i

/** The level that an HTTP status stands for: 5xx error, 4xx warning. */
function severityOfStatus(status: number): Severity {
  if (status >= 500) return { number: ERROR, text: 'ERROR' }
  return status >= 400 ? { number: WARN, text: 'WARN' } : { number: INFO, text: 'INFO' }
}

/**
 * Reads a line of an access log; undefined when it is none. The attributes have the names of OpenTelemetry's HTTP
 * conventions (https://opentelemetry.io/docs/specs/semconv/http/http-spans/); status and sizes are numbers.
 */
export function readCombined(text: string, now: number): Draft | undefined {
  const found = text.includes('] "') ? line.exec(text) : null
  if (found === null) return undefined
  const [, host, client, , user, when, asked, status, size, referrer, agent] = found
  const time = textMomentAt(when!, 0, now)
  if (time === undefined || time.end !== when!.length) return undefined
  const attributes: Record<string, AttributeValue> = { 'client.address': client }
  if (host !== undefined) attributes['server.address'] = host
  if (user !== '-') attributes['user.name'] = user
  addRequest(asked!, attributes)
  attributes['http.response.status_code'] = Number(status)
  if (size !== '-') attributes['http.response.body.size'] = Number(size)
  if (referrer !== undefined && referrer !== '' && referrer !== '-') attributes['http.request.header.referer'] = unescaped(referrer)
  if (agent !== undefined && agent !== '' && agent !== '-') attributes['user_agent.original'] = unescaped(agent)
  return { body: text, time: { seconds: time.seconds, nanos: time.nanos }, severity: severityOfStatus(Number(status)), attributes }
}

function addRequest(asked: string, attributes: Record<string, AttributeValue>): void {
  const parts = request.exec(unescaped(asked))
  if (parts === null) return
  const [, method, target, protocol, version] = parts
  attributes['http.request.method'] = method
  const mark = target!.indexOf('?')
  attributes['url.path'] = mark < 0 ? target : target!.slice(0, mark)
  if (mark >= 0) attributes['url.query'] = target!.slice(mark + 1)
  if (protocol !== undefined) {
    attributes['network.protocol.name'] = protocol.toLowerCase()
    attributes['network.protocol.version'] = version
  }
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text
}
