import type { AttributeValue } from '#shared/types/log-record'
import { attributesOf } from '../decode/json-value'
import { field } from './escape'
import type { AccessLine } from './line'
import { durationOf, sizeOf, statedDuration } from './numbers'

type Entries = Array<readonly [string, AttributeValue]>

/**
 * Traefik's own: the count of requests, router and server in quotes, the duration
 * (https://doc.traefik.io/traefik/observability/access-logs/#common-log-format).
 */
const traefik = / (?:\d+|-) ("[^"]*"|-) ("[^"]*"|-) (\d+)ms$/y
/** One value of nginx's for each server that was asked: `10.0.0.1:80, 10.0.0.2:80`. */
const each = String.raw`((?:-|[^\s,]+)(?:(?:,| :) (?:-|[^\s,]+))*)`
/** The ingress of Kubernetes (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/). */
const ingress = new RegExp(String.raw` (\d+|-) (\d+\.\d+|-) \[([^\]]*)\](?: \[([^\]]*)\])? ${each} ${each} ${each} ${each}(?: (\S+))?$`, 'y')

/**
 * Reads what stands behind the fields of the combined format: that of Traefik and of Kubernetes' ingress, and in other
 * lines, field by field, what people add: nginx's `"$http_x_forwarded_for"`, `$request_time $upstream_response_time`
 * and `rt=$request_time`, Apache's `%D` (a single whole number: microseconds), `%I %O` and `%T/%D`.
 */
export function addTrailing(line: AccessLine, text: string, at: number): void {
  const entries: Entries = []
  if (!addTraefik(line, text, at, entries) && !addIngress(line, text, at, entries)) addFields(line, text, at, entries)
  if (entries.length > 0) line.extras = attributesOf(entries)
}

function addTraefik(line: AccessLine, text: string, at: number, entries: Entries): boolean {
  traefik.lastIndex = at
  const found = traefik.exec(text)
  if (found === null) return false
  line.duration = durationOf(found[3], 'ms')
  put(entries, 'RouterName', found[1]!.replaceAll('"', ''))
  put(entries, 'ServiceURL', found[2]!.replaceAll('"', ''))
  return true
}

const ingressNames = ['proxy_upstream_name', 'proxy_alternative_upstream_name', 'upstream_addr', 'upstream_response_length',
  'upstream_response_time', 'upstream_status', 'req_id']

function addIngress(line: AccessLine, text: string, at: number, entries: Entries): boolean {
  ingress.lastIndex = at
  const found = ingress.exec(text)
  if (found === null) return false
  line.requestBytes = sizeOf(found[1])
  line.duration = durationOf(found[2], 's')
  ingressNames.forEach((name, i) => put(entries, name, found[i + 3]))
  return true
}

function put(entries: Entries, name: string, value: string | undefined): void {
  const text = field(value)
  if (text !== '') entries.push([name, text])
}

/** In quotes; `name=value`, the value perhaps in quotes; anything else up to a blank. */
const token = /\s+(?:"([^"\\]*(?:\\.[^"\\]*)*)"(?=\s|$)|([\w.-]{1,64})=(?:"([^"]*)"(?=\s|$)|([^\s"]*)(?=\s|$))|(\S+))/y
const addresses = /^[\da-fA-F.:]*[.:][\da-fA-F.:]*(?:, ?[^\s,]+)*$/
const durationNames = new Set(['rt', 'request_time', 'req_time', 'duration', 'response_time'])

/** What was found in the fields so far. */
interface Fields { readonly entries: Entries, readonly others: string[], readonly whole: string[], hasForwarded: boolean, hasUpstreamTime: boolean }

function addFields(line: AccessLine, text: string, at: number, entries: Entries): void {
  const fields: Fields = { entries, others: [], whole: [], hasForwarded: false, hasUpstreamTime: false }
  token.lastIndex = at
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [whole, inQuotes, name, quotedValue, plainValue, bare] = found
    if (name !== undefined) addNamed(line, name, quotedValue ?? plainValue!, fields)
    else if (inQuotes !== undefined) addQuoted(inQuotes, whole, fields)
    else addBare(line, bare!, fields)
  }
  addWhole(line, fields)
  put(entries, 'extra', fields.others.join(' '))
}

function addNamed(line: AccessLine, name: string, value: string, { entries }: Fields): void {
  const duration = durationNames.has(name) && line.duration === undefined && /[.a-z]/.test(value) ? durationOf(value, 's') : undefined
  if (duration === undefined) put(entries, name, value)
  else line.duration = duration
}

function addQuoted(text: string, whole: string, fields: Fields): void {
  if (text === '' || text === '-') return
  if (fields.hasForwarded || !addresses.test(text)) fields.others.push(whole.trim())
  else put(fields.entries, 'x_forwarded_for', text)
  fields.hasForwarded ||= addresses.test(text)
}

function addBare(line: AccessLine, text: string, fields: Fields): void {
  if (text === '-') return
  const both = /^\d+\/(\d+)$/.exec(text)
  const duration = both !== null ? durationOf(both[1], 'us') : /^\d+\.\d+$/.test(text) ? durationOf(text, 's') : statedDuration(text)
  if (duration !== undefined && line.duration === undefined) {
    line.duration = duration
  }
  else if (duration !== undefined && !fields.hasUpstreamTime) {
    put(fields.entries, 'upstream_response_time', text)
    fields.hasUpstreamTime = true
  }
  else {
    (/^\d+$/.test(text) ? fields.whole : fields.others).push(text)
  }
}

/** Whole numbers have no names: they are Apache's only where nothing else in the line is a duration. */
function addWhole(line: AccessLine, { whole, others }: Fields): void {
  if (line.duration !== undefined || whole.length > 3) {
    for (const number of whole) others.push(number)
    return
  }
  const micros = whole.length === 2 ? undefined : whole.at(-1)
  if (micros !== undefined) line.duration = durationOf(micros, 'us')
  if (whole.length >= 2) {
    line.requestBytes = sizeOf(whole[0])
    line.responseBytes = sizeOf(whole[1])
  }
}
