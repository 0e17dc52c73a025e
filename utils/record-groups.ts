import type { LogRow } from '#shared/schemas/query'
import { flattenFields, type FlatField } from './flatten'
import { detailTexts as texts } from './messages/detail'

/** A row of the detail panel; `filterName` is what the filters call the field, where they know it. */
export interface PanelField extends FlatField { filterName?: string }
export interface PanelGroup { title: string, fields: PanelField[] }

function own(name: string, text: string | number, filterName?: string): PanelField {
  const type = typeof text === 'number' ? 'number' as const : 'string' as const
  return { name, type, text: String(text), ...(filterName && { filterName, filter: String(text) }) }
}

function ownFields(record: LogRow): PanelField[] {
  const severity = record.severityText && record.severityText.toLowerCase() !== record.level ? [own(texts.own.severityText, record.severityText)] : []
  return [
    ...(record.source ? [own(texts.own.source, record.source)] : []),
    own(texts.own.timestamp, record.timestamp),
    own(texts.own.level, record.level, 'detected_level'),
    ...severity,
    ...(record.severityNumber ? [own(texts.own.severityNumber, record.severityNumber)] : []),
    own(texts.own.service, record.service, 'service_name'),
    ...(record.traceId ? [own(texts.own.traceId, record.traceId, 'trace_id')] : []),
    ...(record.spanId ? [own(texts.own.spanId, record.spanId, 'span_id')] : []),
    ...(record.traceId ? [own(texts.own.traceFlags, record.traceFlags)] : []),
    ...(record.eventName ? [own(texts.own.eventName, record.eventName)] : []),
    ...(record.scope.name ? [own(texts.own.scope, record.scope.name)] : []),
    ...(record.scope.version ? [own(texts.own.scopeVersion, record.scope.version)] : []),
    own(texts.own.id, record.id),
  ]
}

const filterable = (field: FlatField): PanelField => (field.filter === undefined ? field : { ...field, filterName: field.name })

/** Every field of a record in the groups that the detail panel shows; empty ones are left out. @param parsed what the stages of the query found in the line */
export function recordGroups(record: LogRow, parsed: Readonly<Record<string, string>> = {}): PanelGroup[] {
  return [
    { title: texts.groups.parsed, fields: flattenFields({ ...parsed }).map(filterable) },
    { title: texts.groups.attributes, fields: flattenFields(record.attributes).map(filterable) },
    { title: texts.groups.resource, fields: flattenFields(record.resource).map(filterable) },
    { title: texts.groups.scope, fields: flattenFields(record.scope.attributes) },
    { title: texts.groups.line, fields: ownFields(record) },
  ].filter(group => group.fields.length > 0)
}
