import { z } from 'zod'
import { attributeName, readingShape } from './query'
import { timestampSchema } from './time'

/** Which lines are counted. Strict: who sends the filter of the simple form must not get the counts of all lines. */
const selectionSchema = z.strictObject({
  ...readingShape,
  query: z.string().min(1, 'Send a query').max(131_072).optional().describe('A log query in LogQL; all lines when missing'),
}, { error: issue => issue.code === 'unrecognized_keys' ? `This is not known here: ${issue.keys.join(', ')}. Say which lines are meant by \`query\`, in LogQL` : undefined })

/** What is told where not all lines could be looked at. */
export const sampledSchema = z.object({
  lines: z.number().describe('Lines that were looked at, from all over the range'),
  of: z.number().describe('Lines that they stand for'),
}).describe('Only there when the counts are not of all lines, but of a sample')

const costShape = { scannedRows: z.number(), elapsedMs: z.number() }
const valueSchema = z.object({ value: z.string(), count: z.number() })

/** `POST /api/v1/histogram` */
export const histogramRequestSchema = selectionSchema.extend({
  buckets: z.int().min(1).max(500).default(60).describe('About how many bars; the step is rounded to a readable one'),
  by: attributeName.optional().describe('A label or field to split the bars by; the level of the lines when missing'),
  top: z.int().min(1).max(50).optional().describe('Values of `by` that are told apart, 10 when missing; the rest is counted as other'),
})

export const histogramResponseSchema = z.object({
  start: timestampSchema,
  stepMs: z.number(),
  total: z.number(),
  values: z.array(valueSchema).describe('What the bars are split by, most frequent first'),
  other: z.number().describe('Lines with further values'),
  buckets: z.array(z.object({
    time: timestampSchema.describe('Start of the bar'),
    counts: z.record(z.string(), z.number()).describe('Lines by level, or by value of the field (`""`: lines without it); those without lines are left out'),
    other: z.number().optional().describe('Lines with further values, where there are any'),
  })),
  sampled: sampledSchema.optional(),
  ...costShape,
})

/** `POST /api/v1/fields`: the names that occur, for pickers. */
export const fieldsRequestSchema = selectionSchema

export const fieldTypes = ['string', 'number', 'boolean', 'duration', 'bytes'] as const

export const fieldsResponseSchema = z.object({
  fields: z.array(z.object({
    name: z.string().describe('As a label of a query'),
    kind: z.enum(['column', 'resource', 'attribute', 'parsed']).describe('parsed: a stage of the query found it in the line'),
    type: z.enum(fieldTypes).describe('What its values look like, by up to 50 of them'),
    count: z.number().describe('Lines that have it'),
    coverage: z.number().describe('Share of the lines that have it, 0 to 1'),
    distinct: z.number().describe('Different values'),
  })).describe('Most frequent first'),
  lines: z.number().describe('Lines that were counted'),
  sampled: sampledSchema.optional(),
  ...costShape,
})

/** `POST /api/v1/fields/values`: the most frequent values of one field. */
export const fieldValuesRequestSchema = selectionSchema.extend({
  field: attributeName.describe('A label of the query; attributes also by the dotted names that they were sent with'),
  prefix: z.string().max(512).optional().describe('What values begin with, upper and lower case alike'),
  limit: z.int().min(1).max(1000).default(50),
})

export const fieldValuesResponseSchema = z.object({
  values: z.array(valueSchema).describe('Most frequent first'),
  distinct: z.number().describe('Different values, whatever they begin with'),
  lines: z.number().describe('Lines that were counted'),
  missing: z.number().describe('Of these without a value'),
  sampled: sampledSchema.optional(),
  ...costShape,
})

/** `POST /api/v1/patterns` */
export const patternsRequestSchema = selectionSchema.extend({
  limit: z.int().min(1).max(500).default(50).describe('Patterns at most'),
  buckets: z.int().min(1).max(200).default(20).describe('About how many counts a trend has; the step is rounded to a readable one'),
})

export const patternsResponseSchema = z.object({
  start: timestampSchema.describe('Of the first count of each trend'),
  stepMs: z.number(),
  patterns: z.array(z.object({
    hash: z.string().describe('Names the pattern: `| pattern_hash="…"` in a query leaves its lines alone, `!=` leaves them out'),
    pattern: z.string().describe('The line with its values masked as <_>'),
    example: z.string().describe('A line of it, cut at 1024 characters; of the query or not'),
    count: z.number(),
    share: z.number().describe('Of all lines that are meant, 0 to 1'),
    previous: z.number().describe('Lines in the time before the range, as long as it'),
    first: timestampSchema.describe('In the range'),
    last: timestampSchema.describe('In the range'),
    since: timestampSchema.nullable().describe('When the source had its first line; null where that is not known'),
    trend: z.array(z.number()).describe('Counts from `start` on, one a step'),
  })).describe('Most frequent first'),
  distinct: z.number().describe('Different patterns in the range'),
  lines: z.number().describe('Lines that were counted'),
  unpatterned: z.number().describe('Of these without a pattern: empty ones, and those that were written past Cordwood'),
  sampled: sampledSchema.optional(),
  ...costShape,
})

export type SelectionRequest = z.infer<typeof selectionSchema>
export type Sampled = z.infer<typeof sampledSchema>
export type FieldType = typeof fieldTypes[number]
export type HistogramRequest = z.infer<typeof histogramRequestSchema>
export type HistogramResponse = z.infer<typeof histogramResponseSchema>
export type FieldsResponse = z.infer<typeof fieldsResponseSchema>
export type FieldValuesRequest = z.infer<typeof fieldValuesRequestSchema>
export type FieldValuesResponse = z.infer<typeof fieldValuesResponseSchema>
export type PatternsRequest = z.infer<typeof patternsRequestSchema>
export type PatternsResponse = z.infer<typeof patternsResponseSchema>
