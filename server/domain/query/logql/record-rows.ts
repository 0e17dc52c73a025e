import type { Labels, LogRecord } from '#shared/logql'
import { levelOf } from '#shared/utils/severity'
import type { LabelSettings } from './label-sql'
import { addAttributes, sanitize, StreamLabels } from './stream-labels'

/** What a query needs of a row; 64-bit integers come as text. */
export interface RecordRow {
  time: string
  segment: string
  ordinal: number
  service: string
  severity: number
  line: string
  trace: string
  span: string
  resourceNames: string[]
  resourceValues: string[]
  names: string[]
  values: string[]
}

export const RECORD_COLUMNS = `toUnixTimestamp64Nano(Timestamp) AS time, Segment AS segment, Ordinal AS ordinal,
  ServiceName AS service, SeverityNumber AS severity, Body AS line, TraceId AS trace, SpanId AS span,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues,
  mapKeys(LogAttributes) AS names, mapValues(LogAttributes) AS values`

type StreamRow = Pick<RecordRow, 'service' | 'severity' | 'resourceNames' | 'resourceValues'>
type MetadataRow = Pick<RecordRow, 'trace' | 'span' | 'names' | 'values'>

/** Makes records of rows. Those of one stream share their labels. */
export class RecordReader {
  private readonly streams = new Map<string, StreamLabels>()

  constructor(private readonly settings: LabelSettings) {}

  read(row: RecordRow): LogRecord {
    return { timestamp: BigInt(row.time), line: row.line, stream: this.streamOf(row), metadata: metadataOf(row) }
  }

  streamOf(row: StreamRow): StreamLabels {
    const key = JSON.stringify([row.service, row.severity, row.resourceNames, row.resourceValues])
    let labels = this.streams.get(key)
    if (labels === undefined) this.streams.set(key, labels = this.makeStream(row))
    return labels
  }

  private makeStream({ service, severity, resourceNames, resourceValues }: StreamRow): StreamLabels {
    const labels = new StreamLabels()
    addAttributes(labels, resourceNames, resourceValues)
    // It is the column alone, so that a selector reaches the sort key.
    labels.set('service_name', service)
    // In a stream an empty label is none; a line's own may be empty.
    for (const [name, value] of labels) if (value === '') labels.delete(name)
    if (this.settings.discoverLogLevels) labels.set('detected_level', levelOf(severity))
    return labels
  }
}

export function metadataOf({ trace, span, names, values }: MetadataRow): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  addAttributes(labels, names, values)
  if (trace !== '') labels.set('trace_id', trace)
  if (span !== '') labels.set('span_id', span)
  return labels
}

/** A label of a line, by the name that it was sent with or has in queries; '' where the line has none. */
export const valueOf = (labels: Labels, name: string) => labels.get(name) ?? labels.get(sanitize(name)) ?? ''
