import type { CustomMapping } from '../schemas/custom-table'

/**
 * What a mapping says of the attribute that a column takes: its name, null for none, undefined where nothing is said
 * and it is that of the column's name. Columns may be called as what every object has, `constructor`.
 */
export const fieldOf = ({ fields }: Pick<CustomMapping, 'fields'>, column: string): string | null | undefined =>
  Object.hasOwn(fields, column) ? fields[column] : undefined
