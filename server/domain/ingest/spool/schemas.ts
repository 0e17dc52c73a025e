import { appSchema, appSchemaVersion1, customSchema, deadLetterSchema, deadLetterSchemaVersion1, httpSchema, type TableSchema } from '../../storage'
import type { SegmentHeader } from './frame'

/** Every schema whose segments can be inserted; an older version stays here until none of its segments can be left. */
const schemas: readonly TableSchema[] = [appSchema, appSchemaVersion1, deadLetterSchema, deadLetterSchemaVersion1, httpSchema]

/** The schema a segment was written for, or undefined for one of another version of Cordwood. */
export function schemaOf(header: SegmentHeader): TableSchema | undefined {
  if (header.custom !== undefined) return customSchema(header.custom)
  return schemas.find(schema => schema.name === header.schema && schema.version === header.schemaVersion)
}
