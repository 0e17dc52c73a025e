import { z } from 'zod'
import { customMappingSchema, deliverySchema, tableOriginSchema } from './custom-table'
import { timestampSchema } from './time'

/** Names that go into addresses (`?source=app`): lower case, digits, `-` and `_`. */
export const slugSchema = z.string().trim()
  .regex(/^[a-z][a-z0-9_-]{0,47}$/, 'Start with a letter; use lower-case letters, digits, - and _; at most 48 characters')

/** Sources of a project that may be read as one. */
export const MOST_SOURCES = 20

export const idSchema = z.string().regex(/^[0-9A-Za-z]{27}$/, 'Not an id')

/** What the lines of a source become: see docs/sources.md. */
export const sourceSchemaNames = ['app', 'http', 'custom'] as const

export const createProjectRequestSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name').max(100),
})

const retentionDaysSchema = z.int().min(1, 'At least a day').max(36_500, 'At most 36500 days')

const dailyQuotaSchema = z.int('Enter a whole number of bytes').min(1, 'At least one byte').nullable()
  .describe('Decompressed bytes that the source takes in a day (UTC); null is without limit')

export const createSourceRequestSchema = z.object({
  name: slugSchema,
  schema: z.enum(sourceSchemaNames).default('app').describe('app: any line; http: access logs, parsed into columns; custom: a table of your own. It stays as it is'),
  retentionDays: retentionDaysSchema.default(30),
  dailyQuotaBytes: dailyQuotaSchema.default(null),
  discoverServiceName: z.boolean().default(true).describe('Whether the service of a Loki push is found out from labels such as `app`, where there is no `service_name`; as in Loki'),
  discoverLogLevels: z.boolean().default(true).describe('Whether lines have a label `detected_level`, found out where none was sent; as in Loki'),
  custom: z.object({ origin: tableOriginSchema, mapping: customMappingSchema }).optional()
    .describe('The table of a source of the schema custom, and what its columns stand for'),
}).refine(({ schema, custom }) => (schema === 'custom') === (custom !== undefined), {
  path: ['custom'], message: 'A source of the schema custom, and no other, has a table of its own',
})

export const updateSourceRequestSchema = z.object({
  retentionDays: retentionDaysSchema.optional().describe('Counts for lines that are there already, too'),
  dailyQuotaBytes: dailyQuotaSchema.optional(),
  ownLogs: z.boolean().optional().describe('Whether Cordwood’s own log goes here too: for administrators, and sources with the schema `app`. One source of the installation keeps it'),
})

export const createApiKeyRequestSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name').max(100),
})

export const updateProjectRequestSchema = z.object({
  deadLetterDays: retentionDaysSchema.optional().describe('Days that dead letters are kept; counts for those that are there already, too'),
  publicShares: z.boolean().optional().describe('Whether shared results may be read without an account by those who have the link'),
})

export const projectSchema = z.object({
  id: idSchema,
  name: z.string(),
  deadLetterDays: z.int().describe('Days that dead letters are kept'),
  publicShares: z.boolean().describe('Whether shared results may be read without an account'),
  createdAt: timestampSchema,
})

export const sourceSchema = z.object({
  id: idSchema,
  projectId: idSchema,
  name: z.string(),
  schema: z.enum(sourceSchemaNames),
  retentionDays: z.int(),
  dailyQuotaBytes: dailyQuotaSchema,
  ownLogs: z.boolean().describe('Keeps Cordwood’s own log'),
  discoverServiceName: z.boolean(),
  discoverLogLevels: z.boolean(),
  delivery: deliverySchema,
  isDefault: z.boolean().describe('Receives what is sent without ?source= or X-Source'),
  createdAt: timestampSchema,
})

export const circuitStates = ['closed', 'half-open', 'open'] as const

/** How a source is doing just now. */
export const sourceStatusSchema = z.object({
  source: sourceSchema,
  today: z.object({
    lines: z.int(),
    bytes: z.int().describe('Of request bodies, decompressed: what counts for the daily quota'),
    endsAt: timestampSchema.describe('Midnight UTC, when counting begins anew'),
  }).describe('What was acknowledged since midnight UTC'),
  circuits: z.object({
    inserts: z.enum(circuitStates),
    queries: z.enum(circuitStates),
  }).describe('The circuit breakers of the connection to ClickHouse: `closed` is the good state, `open` while it does not answer, `half-open` while that is tried'),
  spool: z.object({
    bytes: z.int(),
    segments: z.int(),
    oldestSeconds: z.number().describe('Age of the oldest; 0 when nothing waits'),
  }).describe('What of the source waits on disk for ClickHouse'),
  sql: z.object({
    user: z.enum(['restricted', 'own']).describe('restricted: a ClickHouse user of the project’s own, who may read its tables alone; own: Cordwood’s'),
    reason: z.string().optional().describe('Why it is Cordwood’s'),
  }).optional().describe('As whom SQL of the project runs on a ClickHouse server (`CLICKHOUSE_URL`); missing before the first statement'),
})

/** A key without its secret: `prefix` is how people recognise it. */
export const apiKeySchema = z.object({
  id: idSchema,
  projectId: idSchema,
  name: z.string(),
  prefix: z.string(),
  createdAt: timestampSchema,
  lastUsedAt: timestampSchema.nullable(),
})

/** The answer to making a key, and the only time the key itself is shown. */
export const newApiKeySchema = z.object({ id: idSchema, name: z.string(), key: z.string() })

export const createProjectResponseSchema = z.object({ project: projectSchema, source: sourceSchema, apiKey: newApiKeySchema })
export const updateProjectResponseSchema = z.object({ project: projectSchema })
export const listProjectsResponseSchema = z.object({ projects: z.array(projectSchema) })
export const createSourceResponseSchema = z.object({ source: sourceSchema })
export const updateSourceResponseSchema = z.object({ source: sourceSchema })
export const listSourcesResponseSchema = z.object({ sources: z.array(sourceSchema) })
export const sourceStatusResponseSchema = z.object({ status: sourceStatusSchema })
export const createApiKeyResponseSchema = z.object({ apiKey: newApiKeySchema })
export const listApiKeysResponseSchema = z.object({ keys: z.array(apiKeySchema) })

/** How the table of a source is made. */
export const sourceDefinitionSchema = z.object({
  database: z.string(),
  table: z.string(),
  exists: z.boolean().describe('False until the first lines have made the table: it will be made so'),
  sql: z.string().describe('The CREATE TABLE statement'),
})
export const sourceDefinitionResponseSchema = z.object({ definition: sourceDefinitionSchema })

export type Project = z.infer<typeof projectSchema>
export type Source = z.infer<typeof sourceSchema>
export type SourceDefinition = z.infer<typeof sourceDefinitionSchema>
export type SourceSchemaName = typeof sourceSchemaNames[number]
export type ApiKey = z.infer<typeof apiKeySchema>
export type NewApiKey = z.infer<typeof newApiKeySchema>
export type CreateProjectRequest = z.infer<typeof createProjectRequestSchema>
export type CreateProjectResponse = z.infer<typeof createProjectResponseSchema>
export type CreateSourceRequest = z.input<typeof createSourceRequestSchema>
export type SourceStatus = z.infer<typeof sourceStatusSchema>
export type UpdateProjectRequest = z.infer<typeof updateProjectRequestSchema>
export type UpdateSourceRequest = z.infer<typeof updateSourceRequestSchema>
export type CreateApiKeyRequest = z.infer<typeof createApiKeyRequestSchema>
