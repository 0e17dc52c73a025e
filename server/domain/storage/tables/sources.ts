import type { SourceSchemaName } from '#shared/schemas/projects'
import { appSchema } from './app'
import { httpSchema } from './http'
import type { TableSchema } from './schema'

/** How the tables of sources look, by the schema that a source has. */
export const sourceSchemas: Record<SourceSchemaName, TableSchema> = { app: appSchema, http: httpSchema }
