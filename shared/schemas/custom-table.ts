import { z } from 'zod'

/** What a column of a `custom` source may be for a log line; other columns take the attribute of their name. */
export const columnRoles = ['time', 'body', 'severity', 'service', 'traceId', 'spanId', 'rest'] as const
export type ColumnRole = typeof columnRoles[number]

/** Characters of a CREATE TABLE statement. */
export const MAX_DDL = 32_768
export const MAX_COLUMNS = 200
const MAX_NAME = 200

const nameSchema = z.string().min(1).max(MAX_NAME)

/** Which column stands for what, by name. */
export const customMappingSchema = z.strictObject({
  time: nameSchema.describe('Receives the time of the line'),
  body: nameSchema.optional(),
  severity: nameSchema.optional(),
  service: nameSchema.optional(),
  traceId: nameSchema.optional(),
  spanId: nameSchema.optional(),
  rest: nameSchema.optional().describe('Receives the attributes that match no column: a Map(String, String), a JSON or a String'),
  fields: z.record(nameSchema, nameSchema.nullable()).default({})
    .refine(fields => Object.keys(fields).length <= MAX_COLUMNS, `At most ${MAX_COLUMNS} fields`)
    .describe('Columns that take another attribute than the one of their name; null: always the column’s default'),
})

/** Where the table of a `custom` source comes from: a statement, or a table that is there. */
export const tableOriginSchema = z.union([
  z.strictObject({ ddl: z.string().min(1).max(MAX_DDL).describe('A CREATE TABLE statement') }),
  z.strictObject({ database: nameSchema, table: nameSchema }),
], { error: 'Expected either "ddl" (a CREATE TABLE statement) or "database" and "table"' })

export const deliveries = ['exactly-once', 'at-least-once'] as const
export const deliverySchema = z.enum(deliveries)
  .describe('at-least-once: after a fault some lines may be stored twice, since the table has no columns Segment and Ordinal')

export const inspectedColumnSchema = z.object({
  name: z.string(),
  type: z.string(),
  fillable: z.boolean().describe('False where the column always gets its default'),
  note: z.string().optional().describe('Why it is not filled'),
  roles: z.array(z.enum(columnRoles)).describe('What the column may be'),
})

/** What is known of a table before a source is made of it, and later. */
export const inspectedTableSchema = z.object({
  columns: z.array(inspectedColumnSchema),
  mapping: customMappingSchema.partial({ time: true }).describe('Suggested before the source is made, later the one in use'),
  delivery: deliverySchema,
  notes: z.array(z.string()).describe('What will be otherwise than the statement says, and what is not kept'),
  sql: z.string().optional().describe('The statement that will make the table'),
})
export const inspectResponseSchema = z.object({ table: inspectedTableSchema })
export const updateMappingRequestSchema = z.object({ mapping: customMappingSchema })

/** Where a table of the connection is. */
export const existingTableSchema = z.object({
  database: z.string(),
  table: z.string(),
  engine: z.string(),
  columns: z.int(),
  taken: z.boolean().describe('It is the table of a source already, of this project or another: it can’t be that of a second one'),
})
export const existingTablesResponseSchema = z.object({ tables: z.array(existingTableSchema) })

export type CustomMapping = z.infer<typeof customMappingSchema>
export type TableOrigin = z.infer<typeof tableOriginSchema>
export type Delivery = z.infer<typeof deliverySchema>
export type InspectedColumn = z.infer<typeof inspectedColumnSchema>
export type InspectedTable = z.infer<typeof inspectedTableSchema>
export type ExistingTable = z.infer<typeof existingTableSchema>
