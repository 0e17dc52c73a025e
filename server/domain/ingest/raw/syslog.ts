import type { Attributes, AttributeValue } from '#shared/types/log-record'
import { attributesOf } from '../decode/json-value'
import type { Severity } from '../decode/severity'
import { severityOfName, severityOfSyslog } from '../decode/severity'
import { isoMomentAt } from '../decode/time-iso'
import { textMomentAt } from '../decode/time-text'
import type { Draft } from './draft'

const facilities = ['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp', 'ntp', 'audit',
  'alert', 'clock', 'local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'] as const
const severities = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const

/** The `<PRI>` in front: facility × 8 + severity, at most 191. */
const priority = /^<(\d{1,3})>/

/** A syslog line, and its message alone. */
export interface SyslogLine { readonly draft: Draft, readonly message: string }

type Entries = Array<readonly [string, AttributeValue]>

/**
 * Reads a line of syslog: RFC 5424 (https://www.rfc-editor.org/rfc/rfc5424), or RFC 3164
 * (https://www.rfc-editor.org/rfc/rfc3164) as it is found in files, with or without `<PRI>`, also with an RFC 3339
 * time. Undefined when it is neither. `now` in milliseconds since 1970 settles the year of a time without one.
 *
 * The names follow OpenTelemetry's mapping of syslog
 * (https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#rfc5424-syslog).
 */
export function readSyslog(line: string, now: number): SyslogLine | undefined {
  const found = priority.exec(line)
  const value = found === null ? -1 : Number(found[1])
  if (value > 191) return undefined
  const entries: Entries = []
  let severity: Severity | undefined
  if (value >= 0) {
    severity = { number: severityOfSyslog(value & 7), text: severities[value & 7]! }
    entries.push(['syslog.facility', facilities[value >> 3]!])
  }
  const at = found === null ? 0 : found[0].length
  if (found !== null && line.startsWith('1 ', at)) {
    const read = read5424(line, at + 2, severity, entries)
    if (read !== undefined) return read
  }
  return read3164(line, at, now, severity, entries)
}

/** TIMESTAMP HOSTNAME APP-NAME PROCID MSGID, each `-` when there is none. */
const header5424 = /(\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,128})(?: |$)/y

function read5424(line: string, at: number, severity: Severity | undefined, entries: Entries): SyslogLine | undefined {
  header5424.lastIndex = at
  const header = header5424.exec(line)
  if (header === null) return undefined
  const [, when, host, app, process, messageId] = header
  const time = when === '-' ? undefined : isoMomentAt(when!, 0)
  if (when !== '-' && (time === undefined || time.end !== when!.length)) return undefined
  entries.push(['syslog.version', 1])
  if (process !== '-') entries.push(['syslog.procid', process])
  if (messageId !== '-') entries.push(['syslog.msgid', messageId])
  const behind = readStructuredData(line, header5424.lastIndex, entries)
  const message = line.slice(behind).replace(/^ \uFEFF?/, '')
  return {
    message,
    draft: {
      body: line,
      time: time && { seconds: time.seconds, nanos: time.nanos },
      severity,
      service: app === '-' ? undefined : app,
      resource: host === '-' ? undefined : { 'host.name': host },
      attributes: attributesOf(entries),
    },
  }
}

const elementStart = /\[([^\s=\]"]{1,64})/y
const parameter = / ([^\s=\]"]{1,64})="([^"\\\]]*(?:\\.[^"\\\]]*)*)"/y

/** Reads STRUCTURED-DATA at `at` into `syslog.<id>` entries, each an object of its parameters. Answers where it ends. */
function readStructuredData(line: string, at: number, entries: Entries): number {
  if (line.startsWith('-', at)) return at + 1
  for (;;) {
    elementStart.lastIndex = at
    const start = elementStart.exec(line)
    if (start === null) return at
    const parameters: Array<readonly [string, string]> = []
    let end = elementStart.lastIndex
    for (;;) {
      parameter.lastIndex = end
      const next = parameter.exec(line)
      if (next === null) break
      parameters.push([next[1]!, next[2]!.replace(/\\(["\\\]])/g, '$1')])
      end = parameter.lastIndex
    }
    // Not closed: no structured data after all, but text of the message
    if (line[end] !== ']') return at
    entries.push([`syslog.${start[1]!}`, attributesOf(parameters)])
    at = end + 1
  }
}

/** Behind the time: the host, the program with or without its process id, and the message. */
const header3164 = / ([^\s[\]]{0,254}[^\s:[\]]) ([^\s:[\]]{1,128})(?:\[([^\s\]]{1,64})\])?: ?/y
const headerWithoutHost = / ?([^\s:[\]]{1,128})(?:\[([^\s\]]{1,64})\])?: ?/y
const startsLikeTime = /^(?:[A-Z][a-z]{2} {1,2}\d|\d{4}-\d\d-\d\dT)/

/**
 * Without `<PRI>` only the whole header tells syslog from any other line that begins with a time: the host is no level,
 * and behind an RFC 3339 time (a digit first) the process id must be there.
 */
function isFileHeader([, host, , process]: RegExpExecArray, first: number): boolean {
  return (host!.length < 3 || severityOfName(host!) === 0) && (process !== undefined || first > 57)
}

function read3164(line: string, at: number, now: number, severity: Severity | undefined, entries: Entries): SyslogLine | undefined {
  const plausible = startsLikeTime.test(line.slice(at, at + 12))
  const time = plausible ? isoMomentAt(line, at) ?? textMomentAt(line, at, now) : undefined
  if (time === undefined && severity === undefined) return undefined
  const from = time === undefined ? at : time.end + (line[time.end] === ':' ? 1 : 0)
  header3164.lastIndex = from
  const full = header3164.exec(line)
  headerWithoutHost.lastIndex = from
  const short = full === null && severity !== undefined ? headerWithoutHost.exec(line) : null
  if (severity === undefined && (full === null || !isFileHeader(full, line.charCodeAt(at)))) return undefined
  const [host, app, process] = full !== null ? [full[1], full[2], full[3]] : [undefined, short?.[1], short?.[2]]
  if (process !== undefined) entries.push(['syslog.procid', process])
  const end = full !== null ? header3164.lastIndex : short !== null ? headerWithoutHost.lastIndex : from
  const attributes: Attributes = attributesOf(entries)
  return {
    message: line.slice(end).trimStart(),
    draft: {
      body: line,
      time: time && { seconds: time.seconds, nanos: time.nanos },
      severity,
      service: app,
      resource: host === undefined ? undefined : { 'host.name': host },
      attributes,
    },
  }
}
