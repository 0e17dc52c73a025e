import { restoreAttributes } from '../storage'
import type { LogRow } from '#shared/schemas/query'
import type { RecordRow } from '#shared/types/record-row'
import { formatNanos } from '#shared/utils/moment'
import { formatLineId, parseLineId } from '#shared/utils/place'
import { parseRowId } from '#shared/utils/row-id'
import { levelOf } from '#shared/utils/severity'
import { positionOf, RECORD_COLUMNS } from './logql/record-rows'
import type { Statement } from './sql'
import { fromSql, sourceSql, SOURCE_COLUMN, type Tables } from './tables'

/** A row of which all is read. */
export interface RawRow extends RecordRow {
  readonly severityText: string
  readonly traceFlags: number
  readonly eventName: string
  readonly scopeName: string
  readonly scopeVersion: string
  readonly resourceShape: string
  readonly scopeNames: string[]
  readonly scopeValues: string[]
  readonly scopeShape: string
  readonly shape: string
}

/** The columns of RawRow, of a row of the table. */
export const ROW_COLUMNS = `${RECORD_COLUMNS},
  SeverityText AS severityText, TraceFlags AS traceFlags, EventName AS eventName,
  ScopeName AS scopeName, ScopeVersion AS scopeVersion, ResourceAttributesShape AS resourceShape,
  mapKeys(ScopeAttributes) AS scopeNames, mapValues(ScopeAttributes) AS scopeValues,
  ScopeAttributesShape AS scopeShape, LogAttributesShape AS shape`

type ApiAttributes = LogRow['attributes']

/** The record as the API gives it out. */
export function toRecord(row: RawRow): LogRow {
  return {
    id: formatLineId(positionOf(row)),
    ...row.source !== undefined && { source: row.source },
    timestamp: formatNanos(BigInt(row.time)),
    service: row.service,
    level: levelOf(row.severity),
    severityText: row.severityText,
    severityNumber: row.severity,
    message: row.line,
    traceId: row.trace,
    spanId: row.span,
    traceFlags: row.traceFlags,
    eventName: row.eventName,
    scope: {
      name: row.scopeName,
      version: row.scopeVersion,
      attributes: restoreAttributes(row.scopeNames, row.scopeValues, row.scopeShape) as ApiAttributes,
    },
    resource: restoreAttributes(row.resourceNames, row.resourceValues, row.resourceShape) as ApiAttributes,
    attributes: restoreAttributes(row.names, row.values, row.shape) as ApiAttributes,
  }
}

export interface Identity { readonly segment: string, readonly ordinal: string }

/** A record's identity, and the source that it was told of where several were read. */
export interface LineIdentity extends Identity { readonly source?: string | undefined }

/** The parts of a record's id; undefined when it can't be one. */
export function parseRecordId(id: string): Identity | undefined {
  const row = parseRowId(id)
  return row && { segment: String(row.segment), ordinal: String(row.ordinal) }
}

/** The same of a line's id, which may have its source before it. */
export function parseLineIdentity(id: string): LineIdentity | undefined {
  const row = parseLineId(id)
  return row && { segment: String(row.segment), ordinal: String(row.ordinal), source: row.source }
}

/** The row of an identity: where several sources are read, of the one that it names, if it names one. @param columns of it */
export function rowStatement(tables: Tables, columns: string, { segment, ordinal, source }: LineIdentity): Statement {
  const from = fromSql(tables)
  const isOfOne = typeof tables !== 'string' && source !== undefined
  return {
    sql: `SELECT ${columns}${sourceSql(tables)}
${from.sql}
WHERE Segment = {segment:UInt64} AND Ordinal = {ordinal:UInt32}${isOfOne ? ` AND ${SOURCE_COLUMN} = {source:String}` : ''}
LIMIT 1`,
    params: { ...from.params, segment, ordinal, ...isOfOne && { source } },
  }
}
