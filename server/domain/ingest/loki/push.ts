import type { Attributes, AttributeValue, Decoded, LogRecord, Reject } from '#shared/types/log-record'
import { NO_ATTRIBUTES } from '#shared/types/log-record'
import { Bounds, type DecodeLimits } from '../decode/bounds'
import type { Moment } from '../decode/calendar'
import { hexId } from '../decode/ids'
import { attributesOf } from '../decode/json-value'
import { MAX_RAW } from '../decode/limits'
import type { Severity } from '../decode/severity'
import { levelOfFields, levelOfLine, levelOfMetadata, levelOfNumber } from './level'
import { serviceOfLabels } from './service'

/** What a source may switch off (https://grafana.com/docs/loki/latest/configure/#limits_config). */
export interface LokiSettings {
  /** Names the service after a label such as `app` where there is no `service_name`. */
  readonly discoverServiceName: boolean
  /** Finds out a line's level where no label and no metadata names it. */
  readonly discoverLogLevels: boolean
}

export interface LokiOptions extends LokiSettings {
  /** Milliseconds since 1970: the time of entries without one. */
  readonly now: number
  /** The bound on a decompressed body. */
  readonly maxBytes: number
  /** What the push may hold; the defaults when missing. */
  readonly limits?: DecodeLimits
}

/** A labelled stream, with what all its entries share. */
export interface Stream {
  readonly labels: Attributes
  readonly service: string
  readonly level: Severity | undefined
  /** About what the labels add to every row. */
  readonly weight: number
}

/** So many rejects are kept one by one; the last one counts the rest. */
const MAX_REJECTS = 10_000

/** Gathers the entries of a push as records, within bounds: past these it throws the `too_large` of `Bounds`. */
export class PushCollector {
  readonly bounds: Bounds
  private readonly push: Decoded = { records: [], rejects: [] }
  private unkept = 0

  constructor(readonly options: LokiOptions) {
    this.bounds = new Bounds(options.limits)
  }

  stream(labels: Attributes): Stream {
    let weight = 100
    for (const name in labels) weight += name.length + String(labels[name]).length
    return { labels, service: serviceOfLabels(labels, this.options.discoverServiceName), level: levelOfFields(labels), weight }
  }

  /** Takes an entry; answers why it can't be a record. */
  entry(stream: Stream, time: Moment, line: string, metadata: Attributes): string | undefined {
    const { maxLineBytes } = this.bounds
    if (line.length > maxLineBytes || (line.length * 3 > maxLineBytes && Buffer.byteLength(line) > maxLineBytes)) return this.bounds.tooLong
    this.bounds.count()
    this.bounds.weigh(stream.weight + line.length)
    this.push.records.push(recordOf(stream, time, line, metadata, this.options))
    return undefined
  }

  reject(reason: string, raw: Uint8Array): void {
    this.bounds.count()
    const { rejects } = this.push
    // Copied, so that a kept reject does not hold on to the whole request.
    if (rejects.length < MAX_REJECTS) rejects.push({ reason, raw: Uint8Array.prototype.slice.call(raw, 0, MAX_RAW) })
    else this.unkept++
  }

  finish(): Decoded {
    if (this.unkept > 0) this.push.rejects.push(unkept(this.unkept))
    return this.push
  }
}

const unkept = (count: number): Reject =>
  ({ reason: `The push holds ${count} more entries that can’t be read; their bytes are not kept`, raw: Buffer.from('…') })

function recordOf(stream: Stream, time: Moment, line: string, metadata: Attributes, { discoverLogLevels }: LokiOptions): LogRecord {
  const level = levelOfMetadata(metadata) ?? stream.level ?? levelOfFields(metadata) ?? levelOfNumber(metadata)
    ?? (discoverLogLevels ? levelOfLine(line) : undefined)
  const ids = metadata === NO_ATTRIBUTES ? noIds : takeIds(metadata)
  return {
    seconds: time.seconds,
    nanos: time.nanos,
    severityNumber: level?.number ?? 0,
    severityText: level?.text ?? '',
    serviceName: stream.service,
    body: line,
    traceId: ids.traceId,
    spanId: ids.spanId,
    traceFlags: 0,
    eventName: '',
    scopeName: '',
    scopeVersion: '',
    resourceAttributes: stream.labels,
    scopeAttributes: NO_ATTRIBUTES,
    logAttributes: ids.rest ?? metadata,
  }
}

interface Ids { traceId: string, spanId: string, rest?: Attributes }

const noIds: Ids = Object.freeze({ traceId: '', spanId: '' })
const traceNames = ['trace_id', 'traceID', 'traceId', 'TraceId', 'trace.id', 'traceid']
const spanNames = ['span_id', 'spanID', 'spanId', 'SpanId', 'span.id', 'spanid']

/** The ids go into columns of their own, and out of the attributes: they would be half of what a line takes. */
function takeIds(metadata: Attributes): Ids {
  const trace = findId(metadata, traceNames, 32)
  const span = findId(metadata, spanNames, 16)
  if (trace === undefined && span === undefined) return noIds
  const taken: AttributeValue[] = [trace?.name, span?.name]
  const rest = Object.entries(metadata).filter(([name]) => !taken.includes(name))
  return { traceId: trace?.id ?? '', spanId: span?.id ?? '', rest: rest.length === 0 ? NO_ATTRIBUTES : attributesOf(rest) }
}

function findId(metadata: Attributes, names: readonly string[], length: 32 | 16): { name: string, id: string } | undefined {
  for (const name of names) {
    const id = Object.hasOwn(metadata, name) ? hexId(metadata[name], length) : ''
    if (id !== '') return { name, id }
  }
  return undefined
}
