import { columnRoles, type ColumnRole, type CustomMapping } from '#shared/schemas/custom-table'
import type { CustomColumn } from '#shared/types/custom-table'
import { bareType, isNullable, readType, type ColumnType } from './column-type'

/** Why nothing can be put into a column; undefined where something can. */
export function whyNotFilled({ name, type, kind }: CustomColumn): string | undefined {
  if (kind === 'computed') return 'The table computes it'
  const known = readType(type)
  if (known === undefined) return 'Lines can’t be written as this type: it gets its default'
  // ClickHouse wants the arrays of one Nested equally long, and refuses the whole insert where they are not.
  if (known.kind === 'Array' && name.includes('.')) return 'It is a part of a Nested: it gets its default'
  return undefined
}

/** What a column may be. */
export function rolesOf(column: CustomColumn): ColumnRole[] {
  const type = whyNotFilled(column) === undefined ? readType(column.type) : undefined
  return type === undefined ? [] : columnRoles.filter(role => fits(role, type))
}

const INTEGERS = new Set<ColumnType['kind']>(['Int', 'UInt'])

function fits(role: ColumnRole, type: ColumnType): boolean {
  const bare = bareType(type)
  switch (role) {
    // A row without a time can't be found by time.
    case 'time': return (bare.kind === 'DateTime' || bare.kind === 'DateTime64') && !isNullable(type)
    case 'body':
    case 'service': return bare.kind === 'String'
    case 'severity': return bare.kind === 'String' || bare.kind === 'Enum' || INTEGERS.has(bare.kind)
    case 'traceId': return bare.kind === 'String' || bare.kind === 'UUID' || (bare.kind === 'FixedString' && bare.length === 32)
    case 'spanId': return bare.kind === 'String' || (bare.kind === 'FixedString' && bare.length === 16)
    case 'rest': return type.kind === 'JSON' || bare.kind === 'String' || isTextMap(type)
  }
}

export const isTextMap = (type: ColumnType): boolean =>
  type.kind === 'Map' && bareType(type.key).kind === 'String' && bareType(type.value).kind === 'String'

/** Names that say what a column is, best first, without case and punctuation. */
const NAMES: Readonly<Record<ColumnRole, readonly string[]>> = {
  time: ['timestamp', 'time', 'ts', 'eventtime', 'datetime', 'logtime', 'createdat', 'occurredat', 'loggedat', 'receivedat', 'date', 'at'],
  body: ['body', 'message', 'msg', 'log', 'line', 'text', 'content', 'raw', 'event'],
  severity: ['severitytext', 'severity', 'level', 'loglevel', 'lvl', 'severitynumber', 'priority'],
  service: ['servicename', 'service', 'svc', 'appname', 'app', 'application', 'program', 'component'],
  traceId: ['traceid', 'trace'],
  spanId: ['spanid', 'span'],
  rest: ['logattributes', 'attributes', 'labels', 'tags', 'fields', 'extra', 'rest', 'properties', 'metadata', 'context'],
}

export const bareName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** The columns that their names and types speak for. */
export function suggestMapping(columns: readonly CustomColumn[]): Partial<CustomMapping> & Pick<CustomMapping, 'fields'> {
  const taken = new Set<string>()
  const mapping: Partial<Record<ColumnRole, string>> = {}
  for (const role of columnRoles) {
    const able = columns.filter(column => !taken.has(column.name) && rolesOf(column).includes(role))
    const found = byName(role, able) ?? onlyOne(role, able)
    if (found === undefined) continue
    mapping[role] = found.name
    taken.add(found.name)
  }
  return { ...mapping, fields: {} }
}

function byName(role: ColumnRole, able: readonly CustomColumn[]): CustomColumn | undefined {
  const ranked = able.map(column => ({ column, rank: NAMES[role].indexOf(bareName(column.name)) })).filter(({ rank }) => rank >= 0)
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.column
}

/** A table has mostly one time, and its Map is for what has no column. */
function onlyOne(role: ColumnRole, able: readonly CustomColumn[]): CustomColumn | undefined {
  if (role === 'time') return able[0]
  return role === 'rest' ? able.find(({ type }) => type.startsWith('Map(')) : undefined
}

export interface MappingIssue { path: string, message: string }

/** What is wrong with a mapping of these columns. */
export function mappingIssues(columns: readonly CustomColumn[], mapping: CustomMapping): MappingIssue[] {
  const byColumn = new Map(columns.map(column => [column.name, column]))
  const issues: MappingIssue[] = []
  const used = new Map<string, ColumnRole>()
  for (const role of columnRoles) {
    const name = mapping[role]
    if (name === undefined) continue
    const column = byColumn.get(name)
    const other = used.get(name)
    const message = column === undefined
      ? `There is no column ${JSON.stringify(name)}`
      : other !== undefined
        ? `The column ${JSON.stringify(name)} is the ${other} already`
        : rolesOf(column).includes(role) ? undefined : `The column ${JSON.stringify(name)} (${column.type}) can’t be the ${role}`
    if (message !== undefined) issues.push({ path: `mapping.${role}`, message })
    used.set(name, role)
  }
  for (const name of Object.keys(mapping.fields)) {
    const column = byColumn.get(name)
    const message = column === undefined
      ? `There is no column ${JSON.stringify(name)}`
      : used.has(name) ? `The column ${JSON.stringify(name)} is the ${used.get(name)!}: it takes no attribute` : whyNotFilled(column)
    if (message !== undefined) issues.push({ path: `mapping.fields.${name}`, message })
  }
  return issues
}
