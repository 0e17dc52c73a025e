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

/** A syslog line, and its message alone. `isLocal`: its time names no zone, and was read as UTC. */
export interface SyslogLine { readonly draft: Draft, readonly message: string, readonly isLocal: boolean }

type Entries = Array<readonly [string, AttributeValue]>

/** Attributes of these entries; a name that comes more than once gets all its values. */
function gathered(entries: Entries): Attributes {
  const attributes = attributesOf(entries)
  if (Object.keys(attributes).length === entries.length) return attributes
  const values = new Map<string, AttributeValue[]>()
  for (const [name, value] of entries) values.set(name, [...values.get(name) ?? [], value])
  return attributesOf([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
}

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
  // rsyslog keeps the blank that stood behind a tag in the message
  const message = line.slice(behind).replace(/^ \uFEFF? ?/, '')
  return {
    message,
    isLocal: false,
    draft: {
      body: line,
      time: time && { seconds: time.seconds, nanos: time.nanos },
      severity,
      service: app === '-' ? undefined : app,
      resource: host === '-' ? undefined : { 'host.name': host },
      attributes: gathered(entries),
    },
  }
}

const elementStart = /\[([^\s=\]"]{1,64})/y
/** A `]` within the quotes should be escaped, and often is not. */
const parameter = / ([^\s=\]"]{1,64})="([^"\\]*(?:\\[^][^"\\]*)*)"/y

/** Reads STRUCTURED-DATA at `at` into `syslog.<id>` entries, each an object of its parameters. Answers where it ends. */
function readStructuredData(line: string, at: number, entries: Entries): number {
  if (line.startsWith('-', at)) return at + 1
  for (;;) {
    elementStart.lastIndex = at
    const start = elementStart.exec(line)
    if (start === null) return at
    const parameters: Entries = []
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
    entries.push([`syslog.${start[1]!}`, gathered(parameters)])
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

/**
 * What network devices (Cisco's IOS) put before their time: a number of the message, their name, and `*` or `.` for a
 * clock that can't be relied on. `<189>29: router: *Mar  1 18:48:50.483 UTC: %SYS-5-CONFIG_I: …`
 */
const device = /(?:(\d{1,10}): )?(?:([^\s:[\]]{1,255}): )?[*.]?(?=[A-Z][a-z]{2} {1,2}\d)/y
/** And behind it. */
const deviceZone = /(?: ([A-Z]{2,5}))?: ?/y

interface DeviceHeader { readonly at: number, readonly number?: string | undefined, readonly host?: string | undefined }

function deviceHeader(line: string, at: number, severity: Severity | undefined): DeviceHeader {
  device.lastIndex = at
  const found = severity === undefined ? null : device.exec(line)
  return found === null ? { at } : { at: device.lastIndex, number: found[1], host: found[2] }
}

function read3164(line: string, start: number, now: number, severity: Severity | undefined, entries: Entries): SyslogLine | undefined {
  const { at, number, host: device } = deviceHeader(line, start, severity)
  const plausible = startsLikeTime.test(line.slice(at, at + 12))
  const iso = plausible ? isoMomentAt(line, at) : undefined
  const time = plausible ? iso ?? textMomentAt(line, at, now) : undefined
  if (time === undefined && severity === undefined) return undefined
  const { end: from, zone } = behindTime(line, time?.end ?? at, at > start)
  header3164.lastIndex = from
  const full = device === undefined ? header3164.exec(line) : null
  if (severity === undefined && (full === null || !isFileHeader(full, line.charCodeAt(at)))) return undefined
  headerWithoutHost.lastIndex = from
  // A number alone is no program: devices count their messages
  const short = full === null ? headerWithoutHost.exec(line) : null
  const tag = short !== null && /\D/.test(short[1]!) ? short : null
  const [host, app, process] = full !== null ? [full[1], full[2], full[3]] : [device, tag?.[1], tag?.[2]]
  if (process !== undefined) entries.push(['syslog.procid', process])
  if (number !== undefined) entries.push(['syslog.sequence', number])
  const end = full !== null ? header3164.lastIndex : tag !== null ? headerWithoutHost.lastIndex : time !== undefined && line[from] === ' ' ? from + 1 : from
  return {
    message: line.slice(end),
    isLocal: time !== undefined && iso === undefined && zone !== 'UTC' && zone !== 'GMT',
    draft: {
      body: line,
      time: time && { seconds: time.seconds, nanos: time.nanos },
      severity,
      service: app,
      resource: host === undefined ? undefined : { 'host.name': host },
      attributes: gathered(entries),
    },
  }
}

/** Where the header goes on, and the zone that a device may have named. */
function behindTime(line: string, at: number, isDevice: boolean): { end: number, zone?: string | undefined } {
  deviceZone.lastIndex = at
  const found = isDevice ? deviceZone.exec(line) : null
  if (found !== null) return { end: deviceZone.lastIndex, zone: found[1] }
  return { end: line[at] === ':' ? at + 1 : at }
}
