import type { Attributes, AttributeValue } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { isObject } from '../decode/json-value'
import type { Moment } from '../decode/calendar'
import { parseMoment } from '../decode/time'
import type { Findings, Reader, Readers } from '../json/find'
import { finderOf, without } from '../json/find'
import { addEnvoyClient } from './envoy'
import { AccessLine } from './line'
import type { Part } from './names'
import { servers } from './names'
import { durationOf, sizeOf, statedDuration } from './numbers'
import { addClient, addHost, addRequest, addTarget, isMethod } from './request'

/** Characters of a host's name (RFC 1035), and of what else stands in a column of few different values. */
const MAX_NAME = 255

const findParts = finderOf<Part>(servers)

/** A text; of the values of a header the first. Empty for what stands for a missing one. */
function text(value: AttributeValue): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value
  if (one === null) return ''
  return typeof one === 'string' ? (one === '-' ? '' : one) : undefined
}

/** A text that is there: else the next name counts. */
const filled = (value: AttributeValue): string | undefined => text(value) || undefined

/** Columns of few different values take no long ones. */
const short = (value: AttributeValue): string | undefined => {
  const name = filled(value)
  return name !== undefined && name.length <= MAX_NAME ? name : undefined
}

function status(value: AttributeValue): number | undefined {
  const number = value === '-' ? 0 : sizeOf(value)
  return number === 0 || (number !== undefined && number >= 100 && number <= 999) ? number : undefined
}

function method(value: AttributeValue): string | undefined {
  const name = text(value)
  return name === '' || (name !== undefined && isMethod(name)) ? name : undefined
}

function protocol(value: AttributeValue): string | undefined {
  const name = typeof value === 'number' ? String(value) : short(value)
  return name !== undefined && /^\d(?:\.\d)?$/.test(name) ? `HTTP/${name}` : name
}

const port: Reader<Part> = value => sizeOf(value) || undefined

/** Readers of every part; a time without a year lies in the year before `now`, milliseconds since 1970. */
function readersAt(now: number): Readers<Part> {
  return {
    time: value => typeof value === 'string' || typeof value === 'number' ? parseMoment(value, now) : undefined,
    request: text, method, target: text, query: filled, scheme: short, host: short, port, protocol, status,
    requestBodyBytes: sizeOf, requestBytes: sizeOf, responseBodyBytes: sizeOf, responseBytes: sizeOf, bytesSent: sizeOf,
    seconds: value => durationOf(value, 's'), millis: value => durationOf(value, 'ms'), micros: value => durationOf(value, 'us'), nanos: value => durationOf(value, 'ns'),
    client: filled, forwarded: filled, clientPort: port, user: short, agent: filled, referrer: filled,
  }
}

/** Reads objects as access logs; made once for the lines of a request. */
export class FieldReader {
  private readonly plain: Readers<Part>
  private readonly ofCaddy: Readers<Part>
  private readonly ofEnvoy: Readers<Part>

  constructor(now: number) {
    const readers = readersAt(now)
    // A number under a name that says no unit could be anything
    this.plain = { ...readers, duration: value => typeof value === 'string' ? statedDuration(value) : undefined }
    this.ofCaddy = { ...readers, duration: readers.seconds }
    this.ofEnvoy = { ...readers, duration: readers.millis }
  }

  /**
   * The request that an object tells of, and with it (`extras`) all fields that were not taken over. Undefined when the
   * object lacks a response's status, or has neither a method nor a path nor a request line.
   */
  read(fields: Attributes): AccessLine | undefined {
    const isEnvoy = fields.response_code !== undefined && (fields.response_flags ?? fields.authority ?? fields[':authority']) !== undefined
    const isCaddy = isObject(fields.request) && fields.request.uri !== undefined
    const found = findParts(fields, isEnvoy ? this.ofEnvoy : isCaddy ? this.ofCaddy : this.plain)
    if (found.status === undefined || (found.method ?? found.target ?? found.request) === undefined) return undefined
    const line = lineOf(found, isEnvoy)
    if (isCaddy && line.scheme === '') line.scheme = isObject((fields.request as Attributes).tls) ? 'https' : 'http'
    line.hasFixedLevel = fields.DownstreamStatus !== undefined
    line.extras = extrasOf(fields, found, line)
    return line
  }
}

const durations = ['nanos', 'micros', 'millis', 'seconds', 'duration'] as const

type Value = string | number | Moment | undefined

function lineOf(found: Findings<Part>, isEnvoy: boolean): AccessLine {
  const line = new AccessLine()
  const value = (part: Part) => found[part]?.value as Value
  const string = (part: Part) => (value(part) as string | undefined) ?? ''
  const number = (part: Part) => value(part) as number | undefined
  addAsked(line, string)
  line.time = value('time') as Moment | undefined
  line.status = number('status') ?? 0
  line.protocol = string('protocol') || line.protocol
  line.scheme = string('scheme') || line.scheme
  if (string('host') !== '') addHost(line, string('host'))
  line.port ??= number('port')
  line.requestBodyBytes = number('requestBodyBytes')
  line.requestBytes = number('requestBytes')
  line.responseBodyBytes = number('responseBodyBytes') ?? (isEnvoy ? number('bytesSent') : undefined)
  line.responseBytes = number('responseBytes') ?? (isEnvoy ? undefined : number('bytesSent'))
  line.duration = number(durations.find(part => found[part] !== undefined) ?? 'duration')
  if (isEnvoy) addEnvoyClient(line, string('client'), string('forwarded'))
  else addClient(line, string('client'))
  line.clientPort = number('clientPort') ?? line.clientPort
  line.user = string('user')
  line.agent = string('agent')
  line.referrer = string('referrer')
  return line
}

/** Logstash calls the path alone `request`. */
function addAsked(line: AccessLine, string: (part: Part) => string): void {
  const request = string('request')
  if (request.startsWith('/')) addTarget(line, request)
  else addRequest(line, request)
  line.method = string('method') || line.method
  if (string('target') !== '') addTarget(line, string('target'))
  line.query ||= string('query')
}

/**
 * The fields that are not in the line: those nobody looked for, and the second name of one thing. Left out are those
 * that only say that there is nothing: servers write every field for every request.
 */
function extrasOf(fields: Attributes, found: Findings<Part>, line: AccessLine): Attributes {
  const duration = durations.find(part => found[part] !== undefined)
  const isTaken = (part: Part, value: unknown): boolean => {
    switch (part) {
      case 'forwarded': return false
      case 'request': return line.method !== ''
      case 'query': return line.query === value
      case 'bytesSent': return line.responseBytes === value || line.responseBodyBytes === value
      case 'nanos': case 'micros': case 'millis': case 'seconds': case 'duration': return part === duration
      default: return true
    }
  }
  const extras = without(fields, Object.values(found).filter(({ name, value }) => isTaken(name.meaning, value)).map(({ keys }) => keys))
  const silent = Object.keys(extras).filter(name => extras[name] === '-' || extras[name] === '')
  const rest = silent.length === 0 ? extras : without(extras, silent.map(name => [name]))
  return Object.keys(rest).length === 0 ? NO_ATTRIBUTES : rest
}
