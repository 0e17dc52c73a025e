import { restoreAttributes } from '../storage'
import type { LogRow } from '#shared/schemas/query'
import { formatNanos } from '#shared/utils/moment'
import { parseRowId } from '#shared/utils/row-id'
import { levelOf } from '#shared/utils/severity'

/** A row as the engine gives it. */
export interface RawRow {
  time: string
  segment: string
  ordinal: number
  service: string
  severityNumber: number
  severityText: string
  message: string
  traceId: string
  spanId: string
  traceFlags: number
  eventName: string
  scopeName: string
  scopeVersion: string
  resourceNames: string[]
  resourceValues: string[]
  resourceShape: string
  scopeNames: string[]
  scopeValues: string[]
  scopeShape: string
  attributeNames: string[]
  attributeValues: string[]
  attributeShape: string
  /** Where there are several. */
  source?: string
}

/** The columns of RawRow, of a row of the table. 64-bit integers come as text. */
export const ROW_COLUMNS = `toUnixTimestamp64Nano(Timestamp) AS time, Segment AS segment, Ordinal AS ordinal,
  ServiceName AS service, SeverityNumber AS severityNumber, SeverityText AS severityText, Body AS message,
  TraceId AS traceId, SpanId AS spanId, TraceFlags AS traceFlags, EventName AS eventName,
  ScopeName AS scopeName, ScopeVersion AS scopeVersion,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues,
  ResourceAttributesShape AS resourceShape,
  mapKeys(ScopeAttributes) AS scopeNames, mapValues(ScopeAttributes) AS scopeValues,
  ScopeAttributesShape AS scopeShape,
  mapKeys(LogAttributes) AS attributeNames, mapValues(LogAttributes) AS attributeValues,
  LogAttributesShape AS attributeShape`

type ApiAttributes = LogRow['attributes']

/** The record as the API gives it out. */
export function toRecord(row: RawRow): LogRow {
  return {
    id: recordId(row),
    ...row.source !== undefined && { source: row.source },
    timestamp: formatNanos(BigInt(row.time)),
    service: row.service,
    level: levelOf(row.severityNumber),
    severityText: row.severityText,
    severityNumber: row.severityNumber,
    message: row.message,
    traceId: row.traceId,
    spanId: row.spanId,
    traceFlags: row.traceFlags,
    eventName: row.eventName,
    scope: {
      name: row.scopeName,
      version: row.scopeVersion,
      attributes: restoreAttributes(row.scopeNames, row.scopeValues, row.scopeShape) as ApiAttributes,
    },
    resource: restoreAttributes(row.resourceNames, row.resourceValues, row.resourceShape) as ApiAttributes,
    attributes: restoreAttributes(row.attributeNames, row.attributeValues, row.attributeShape) as ApiAttributes,
  }
}

export interface Identity { readonly segment: string, readonly ordinal: string }

const recordId = (row: RawRow) => `${row.segment}-${row.ordinal}`

/** The parts of a record's id; undefined when it can't be one. */
export function parseRecordId(id: string): Identity | undefined {
  const row = parseRowId(id)
  return row && { segment: String(row.segment), ordinal: String(row.ordinal) }
}
