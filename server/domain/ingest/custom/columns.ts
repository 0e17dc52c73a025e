import type { ColumnRole } from '#shared/schemas/custom-table'
import { columnRoles } from '#shared/schemas/custom-table'
import type { CustomTable } from '#shared/types/custom-table'
import { fieldOf } from '#shared/utils/mapping'
import { bareType, isNullable, readType, whyNotFilled, type ColumnType } from '../../storage'
import { fieldNamed, fieldOfRole, type ReadField } from './fields'
import { putDateTime, putDateTime64, type PutMoment } from './times'
import type { ValueWriter } from './value-writer'
import { valueWriter } from './values'

/** A column that lines are written into. */
export interface FilledColumn {
  readonly name: string
  /** As reasons name it. */
  readonly label: string
  readonly type: ColumnType
  readonly role: ColumnRole | undefined
  readonly nullable: boolean
  /** Whether the table has a DEFAULT for it. */
  readonly hasDefault: boolean
  readonly writer: ValueWriter
  /** The name of the attribute that it takes; undefined for none. */
  readonly attribute: string | undefined
  /** What it takes of the record before any attribute … */
  readonly first: ReadField | undefined
  /** … and where there is no attribute for it. */
  readonly last: ReadField | undefined
}

/** The columns of a table that lines are written into, in the table's order. The others get their defaults. */
export function filledColumns(table: CustomTable): FilledColumn[] {
  const roles = new Map(columnRoles.map(role => [table.mapping[role], role]))
  return table.columns.filter(column => whyNotFilled(column) === undefined && fieldOf(table.mapping, column.name) !== null).map(({ name, type: text, kind }) => {
    const type = readType(text)!
    const role = roles.get(name)
    const attribute = fieldOf(table.mapping, name) ?? name
    return {
      name,
      label: `column ${name} ${text}`,
      type,
      role,
      nullable: isNullable(type),
      hasDefault: kind === 'default',
      writer: valueWriter(type),
      attribute: role === 'time' || role === 'rest' ? undefined : attribute,
      first: fieldOfRole(role, type),
      last: role === undefined ? fieldNamed(attribute) : undefined,
    }
  })
}

/** How the time of a record is written into its column. */
export function momentWriter(type: ColumnType): PutMoment {
  const bare = bareType(type)
  return bare.kind === 'DateTime64' ? putDateTime64(bare.precision) : putDateTime
}

/** The columns that rows are written with, in their order. */
export function insertColumns(table: CustomTable): string[] {
  return [
    ...(table.hasIdentity ? ['Segment', 'Ordinal'] : []),
    ...filledColumns(table).map(({ name }) => name),
    ...(table.owned ? ['PatternHash', 'PatternText'] : []),
  ]
}
