import { labelName } from '#shared/logql/light'
import type { LogRow } from '#shared/schemas/query'
import { flattenFields } from './flatten'
import { hasFilter, withFilter, withJson, withoutFilter, type QueryFilter } from './query-edit'

/** A value inside a line that is JSON, by its keys from the outside in. */
export interface JsonFilter { path: readonly string[], operator: QueryFilter['operator'], value: string }

/** What a parser's label is called where the line has one of its name (shared/logql/pipeline/labels.ts). */
const EXTRACTED = '_extracted'

/** The query with a filter on a value of a JSON line, or without where it has it; the stage that reads JSON comes along. */
export function toggleJsonFilter(query: string, { path, operator, value }: JsonFilter, record: LogRow): string {
  const filter = { label: jsonLabel(path, record), operator, value }
  return hasFilter(query, filter) ? withoutFilter(query, filter) : withFilter(withJson(query), filter, true)
}

/** The label under which `| json` gives a value of this line. */
function jsonLabel([first = '', ...rest]: readonly string[], record: LogRow): string {
  const name = [labelName(first.trim()), ...rest.map(key => key.trim().replace(/[^a-zA-Z0-9_]/gu, '_'))].join('_')
  return storedLabels(record).has(name) ? name + EXTRACTED : name
}

function storedLabels({ attributes, resource, traceId, spanId }: LogRow): Set<string> {
  const names = [...flattenFields(attributes), ...flattenFields(resource)].map(field => labelName(field.name))
  return new Set(['service_name', 'detected_level', ...traceId ? ['trace_id'] : [], ...spanId ? ['span_id'] : [], ...names])
}
