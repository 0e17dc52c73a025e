import type { FieldsResponse } from '#shared/schemas/facets'
import { fieldsTexts as texts } from './messages/fields'

export type ExploreField = FieldsResponse['fields'][number]
type FieldKind = ExploreField['kind']
export interface FieldGroup { id: 'pinned' | FieldKind, title: string, fields: ExploreField[] }

const KINDS: FieldKind[] = ['column', 'resource', 'attribute', 'parsed']

/** An order in which nothing moves when counts change. */
const byName = (a: ExploreField, b: ExploreField) => a.name.localeCompare(b.name, undefined, { numeric: true })

/**
 * The fields by where they are from, pinned ones first and in the order of their pins; those whose name has the words
 * of the search. Groups without any are left out.
 */
export function groupFields(fields: readonly ExploreField[], pinned: readonly string[], search: string): FieldGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = fields.filter(({ name }) => words.every(word => name.toLowerCase().includes(word)))
  const pins = pinned.flatMap(name => found.find(field => field.name === name) ?? [])
  const rest = found.filter(({ name }) => !pinned.includes(name)).sort(byName)
  return [
    { id: 'pinned' as const, title: texts.groups.pinned, fields: pins },
    ...KINDS.map(kind => ({ id: kind, title: texts.groups[kind], fields: rest.filter(field => field.kind === kind) })),
  ].filter(group => group.fields.length > 0)
}
