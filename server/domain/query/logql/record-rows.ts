import { asksForPattern, labelName, PATTERN_LABEL, type Labels, type LogNode, type LogRecord } from '#shared/logql'
import type { RecordRow } from '#shared/types/record-row'
import { levelOf } from '#shared/utils/severity'
import type { Position } from '../cursor'
import type { LabelSettings } from './label-sql'
import { addAttributes, StreamLabels } from './stream-labels'

/** The columns of RecordRow, of a row of the table. */
export const RECORD_COLUMNS = `toUnixTimestamp64Nano(Timestamp) AS time, Segment AS segment, Ordinal AS ordinal,
  ServiceName AS service, SeverityNumber AS severity, Body AS line, TraceId AS trace, SpanId AS span,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues,
  mapKeys(LogAttributes) AS names, mapValues(LogAttributes) AS values`

/** The columns that these stages need; `pattern` is not read where nobody asks for it. */
export const recordColumns = (node: Pick<LogNode, 'stages'>) =>
  asksForPattern(node) ? `${RECORD_COLUMNS}, toString(PatternHash) AS pattern` : RECORD_COLUMNS

type StreamRow = Pick<RecordRow, 'service' | 'severity' | 'resourceNames' | 'resourceValues'>
type MetadataRow = Pick<RecordRow, 'trace' | 'span' | 'names' | 'values' | 'pattern'>

/** A row’s place among those that are read. */
export const positionOf = (row: RecordRow): Position => ({ time: BigInt(row.time), segment: BigInt(row.segment), ordinal: row.ordinal, source: row.source })

/** Makes records of rows. Those of one stream share their labels. */
export class RecordReader {
  private readonly streams = new Map<string, StreamLabels>()

  constructor(private readonly settings: LabelSettings) {}

  /** @param withPattern false: without the label of its pattern, whether the row has one or not */
  read(row: RecordRow, withPattern = true): LogRecord {
    return { timestamp: BigInt(row.time), line: row.line, stream: this.streamOf(row), metadata: metadataOf(row, withPattern) }
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

export function metadataOf(row: MetadataRow, withPattern = true): ReadonlyMap<string, string> {
  const { trace, span, names, values } = row
  const labels = new Map<string, string>()
  addAttributes(labels, names, values)
  if (trace !== '') labels.set('trace_id', trace)
  if (span !== '') labels.set('span_id', span)
  const { pattern = '0' } = withPattern ? row : {}
  if (pattern !== '0') labels.set(PATTERN_LABEL, pattern)
  return labels
}

/** A label of a line, by the name that it was sent with or has in queries; '' where the line has none. */
export const valueOf = (labels: Labels, name: string) => labels.get(name) ?? labels.get(labelName(name)) ?? ''
