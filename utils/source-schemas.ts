import type { SourceSchemaName } from '#shared/schemas/projects'
import { sourceSchemaTexts as texts } from './messages/source-schemas'

const schemas = ['app', 'http', 'custom'] as const satisfies readonly SourceSchemaName[]

/** What the lines of a source can become. */
export const schemaChoices = schemas.map(value => ({ value, ...texts.schemas[value] }))

/** What a source is, in a word. */
export const schemaLabel = (schema: SourceSchemaName): string => texts.schemas[schema].label

/** Where the table of a source comes from that is the user's own. */
export const tableWays = [
  { value: 'statement', label: texts.ways.statement },
  { value: 'existing', label: texts.ways.existing },
] as const
