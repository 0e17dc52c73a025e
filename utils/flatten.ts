/** The kinds of value that a field can hold, for its colour and its icon. */
export type FieldType = 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object'

/** One leaf of nested attributes. */
export interface FlatField {
  /** The dotted name, as the filters know it. */
  name: string
  type: FieldType
  /** The value as people read and copy it. */
  text: string
  /** The value to filter for; undefined where equality makes no sense. */
  filter?: string
}

function typeOf(value: unknown): FieldType {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'list'
  const type = typeof value
  return type === 'number' || type === 'boolean' || type === 'object' ? type : 'string'
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object' && Object.keys(value as object).length > 0
}

/** Nested attributes as dotted rows, in the order they were sent. Lists stay whole. */
export function flattenFields(attributes: Record<string, unknown>, prefix = ''): FlatField[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    const name = prefix + key
    if (isBranch(value)) return flattenFields(value, `${name}.`)
    const type = typeOf(value)
    const text = type === 'string' ? String(value) : JSON.stringify(value) ?? 'null'
    const filterable = type === 'string' || type === 'number' || type === 'boolean'
    return [{ name, type, text, ...(filterable && { filter: text }) }]
  })
}
