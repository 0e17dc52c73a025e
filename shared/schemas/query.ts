import { z } from 'zod'
import { levels, type Level } from '../utils/levels'
import { momentSchema, timestampSchema } from './time'
import { idSchema, MOST_SOURCES, slugSchema } from './projects'

export const levelSchema = z.enum(levels)

/** Which sources are read: one, or several of a project as one. */
export const sourcesSchema = z.union([slugSchema, z.array(slugSchema).min(1).max(MOST_SOURCES)])
  .describe('The project’s default source when missing. A list is read as one source: lines then tell which `source` they are from')

/** The same in an address: names with commas between. */
export const sourceNamesSchema = z.string().transform(text => text.split(',').map(name => name.trim())).pipe(z.array(slugSchema).min(1).max(MOST_SOURCES))

/** Where a line is from. */
export const lineSourceSchema = z.string().optional().describe('The name of its source, where several were asked')

const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1).max(100)])
export const attributeName = z.string().min(1).max(512)

/** What every reading request says: where, and in which time. */
export const readingShape = {
  project: idSchema.optional().describe('Needed with a session when you are in several projects; an API key has one'),
  source: sourcesSchema.optional(),
  start: momentSchema.describe('Inclusive'),
  end: momentSchema.describe('Exclusive'),
}

export const orderSchema = z.enum(['desc', 'asc'])

/** `POST /query`, the simple form: a filter in place of a query. */
export const queryRequestSchema = z.object({
  ...readingShape,
  service: oneOrMany(z.string().max(512)).optional(),
  level: oneOrMany(levelSchema).optional(),
  keyword: z.string().trim().max(1024).optional()
    .describe('Text that the line contains, upper and lower case alike'),
  tags: z.record(attributeName, oneOrMany(z.string().max(4096))).optional()
    .refine(tags => !tags || Object.keys(tags).length <= 50, 'At most 50 tags')
    .describe('Attribute (dotted name) → value, or several of which one must match: of the resource, else of the line. An empty value asks for an attribute that is there and empty'),
  limit: z.int().min(1).max(5000).default(100),
  cursor: z.string().max(512).optional().describe('From the summary of the page before'),
  order: orderSchema.default('desc').describe('desc: newest first'),
})

/** `POST /api/v1/record`: one record by its id. */
export const recordRequestSchema = z.object({
  project: idSchema.optional(),
  source: sourcesSchema.optional(),
  id: z.string().min(1).max(128),
})

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
const attributesSchema = z.record(z.string(), z.json()).describe('Nested, each value with the type it was sent with')

export const recordSchema = z.object({
  id: z.string().describe('Segment and ordinal, behind the source’s name and a colon where several are read: names this very line'),
  source: lineSourceSchema,
  timestamp: timestampSchema.describe('RFC 3339, UTC, nanoseconds'),
  service: z.string(),
  level: levelSchema,
  severityText: z.string(),
  severityNumber: z.int(),
  message: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  traceFlags: z.int(),
  eventName: z.string(),
  scope: z.object({ name: z.string(), version: z.string(), attributes: attributesSchema }),
  resource: attributesSchema,
  attributes: attributesSchema,
})

export const querySummarySchema = z.object({
  count: z.int().describe('Records in this answer'),
  cursor: z.string().nullable().describe('Ask again with it for the next page; null at the end'),
  scannedRows: z.number(),
  scannedBytes: z.number(),
  elapsedMs: z.number(),
})

/** One line of the NDJSON answer of `POST /query`: records, then exactly one summary or error. */
export const queryLineSchema = z.union([
  recordSchema,
  z.object({ summary: querySummarySchema }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
])

export const recordResponseSchema = z.object({ record: recordSchema })

export type { Level }
export type Order = z.infer<typeof orderSchema>
export type QueryRequest = z.infer<typeof queryRequestSchema>
export type LogRow = z.infer<typeof recordSchema>
export type QuerySummary = z.infer<typeof querySummarySchema>
export type QueryLine = z.infer<typeof queryLineSchema>
