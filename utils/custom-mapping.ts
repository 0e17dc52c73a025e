import { columnRoles, type ColumnRole, type InspectedColumn, type InspectedTable } from '#shared/schemas/custom-table'
import { fieldOf } from '#shared/utils/mapping'
import { sourceTexts as texts } from './messages/source'

/** What stands for what, as far as it was said yet. */
export type MappingDraft = InspectedTable['mapping']

/** What a column takes of a line. */
export type ColumnPurpose = ColumnRole | 'attribute' | 'nothing'

/** What a column may take, for its select. */
export const purposesOf = ({ roles }: InspectedColumn): { label: string, value: ColumnPurpose }[] =>
  [...roles, 'attribute' as const, 'nothing' as const].map(value => ({ label: texts.mapping.purposes[value], value }))

/** What a column takes. */
export function purposeOf(mapping: MappingDraft, column: string): ColumnPurpose {
  return columnRoles.find(role => mapping[role] === column) ?? (fieldOf(mapping, column) === null ? 'nothing' : 'attribute')
}

/** The attribute that a column takes, where it takes one: that of its own name unless another was said. */
export const attributeOf = (mapping: MappingDraft, column: string): string => fieldOf(mapping, column) ?? column

/** The mapping with another purpose of a column. A column that had this role before takes an attribute from then on. */
export function withPurpose(mapping: MappingDraft, column: string, purpose: ColumnPurpose): MappingDraft {
  const { fields, ...roles } = mapping
  const kept = Object.entries(roles).filter(([role, name]) => name !== column && role !== purpose)
  return {
    ...Object.fromEntries(isRole(purpose) ? [...kept, [purpose, column]] : kept),
    fields: withField(fields, column, purpose === 'nothing' ? null : undefined),
  }
}

/** The mapping with another attribute for a column; an empty one is that of its own name. */
export function withAttribute(mapping: MappingDraft, column: string, attribute: string): MappingDraft {
  const name = attribute.trim()
  return { ...mapping, fields: withField(mapping.fields, column, name === '' || name === column ? undefined : name) }
}

function withField(fields: MappingDraft['fields'], column: string, value: string | null | undefined): MappingDraft['fields'] {
  const others = Object.entries(fields).filter(([name]) => name !== column)
  return Object.fromEntries(value === undefined ? others : [...others, [column, value]])
}

const isRole = (purpose: ColumnPurpose): purpose is ColumnRole => (columnRoles as readonly string[]).includes(purpose)

/** What a column takes, for people who only read. */
export function purposeInWords({ name, fillable, note }: InspectedColumn, mapping: MappingDraft): string {
  if (!fillable) return note ?? texts.mapping.itsDefault
  const purpose = purposeOf(mapping, name)
  if (purpose === 'nothing') return texts.mapping.itsDefault
  return purpose === 'attribute' ? texts.mapping.theAttribute(attributeOf(mapping, name)) : texts.mapping.purposes[purpose]
}

/** What is missing for lines to be stored; undefined when nothing is. */
export function mappingGap(columns: readonly InspectedColumn[], mapping: MappingDraft): string | undefined {
  if (mapping.time !== undefined) return undefined
  return columns.some(({ roles }) => roles.includes('time'))
    ? texts.mapping.chooseTime
    : texts.mapping.noTime
}
