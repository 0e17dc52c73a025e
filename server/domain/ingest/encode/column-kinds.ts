import type { Column as ColumnDefinition, TableSchema } from '../../storage'

/** How the values of a column lie in Native: bytes a value, perhaps NULL, text, or a map of texts. */
export type ColumnKind = { readonly kind: 'fixed' | 'nullable', readonly bytes: number } | { readonly kind: 'string' } | { readonly kind: 'map' }

export interface ColumnLayout {
  readonly name: string
  /** As it is said in a Native block; the engine makes it LowCardinality where the table has that. */
  readonly type: string
  readonly layout: ColumnKind
}

const FIXED: Record<string, number> = {
  'UInt8': 1, 'UInt16': 2, 'UInt32': 4, 'UInt64': 8, 'Float64': 8, 'DateTime64(9)': 8, 'DateTime64(3)': 8,
}

/** Segment and Ordinal: given when a segment is read, not written. */
export const IDENTITY_COLUMNS = 2

const layouts = new WeakMap<TableSchema, readonly ColumnLayout[]>()

/** @throws RangeError for a column of a type that is not written in columns */
export function layoutOf(schema: TableSchema): readonly ColumnLayout[] {
  let known = layouts.get(schema)
  if (known === undefined) layouts.set(schema, known = schema.columns.map(columnLayout))
  return known
}

function columnLayout([name, definition]: ColumnDefinition): ColumnLayout {
  const type = definition.replaceAll('LowCardinality(String)', 'String')
  const bytes = FIXED[type]
  if (bytes !== undefined) return { name, type, layout: { kind: 'fixed', bytes } }
  const nullable = FIXED[/^Nullable\((.*)\)$/.exec(type)?.[1] ?? '']
  if (nullable !== undefined) return { name, type, layout: { kind: 'nullable', bytes: nullable } }
  if (type === 'String') return { name, type, layout: { kind: 'string' } }
  if (type === 'Map(String, String)') return { name, type, layout: { kind: 'map' } }
  throw new RangeError(`${name} is ${definition}: rows with it can’t be written in columns`)
}
