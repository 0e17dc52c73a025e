import type { Scope } from '#shared/types/scope'
import { customSchema } from '../custom/table'
import { appSchema } from './app'
import { httpSchema } from './http'
import type { TableSchema } from './schema'

/** How the table of a source looks. @throws Error for a user's table of which nothing is said */
export function schemaOfSource({ schema, custom }: Pick<Scope, 'schema' | 'custom'>): TableSchema {
  if (custom !== undefined) return customSchema(custom)
  if (schema === 'custom') throw new Error('a source of the schema custom has no table')
  return { app: appSchema, http: httpSchema }[schema]
}
