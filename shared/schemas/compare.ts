import { z } from 'zod'
import { sampledSchema } from './facets'
import { idSchema } from './projects'
import { sourcesSchema } from './query'
import { momentSchema, timestampSchema } from './time'

const sideSchema = z.object({
  query: z.string().min(1, 'Send a query').max(131_072).describe('A log query in LogQL'),
  start: momentSchema.describe('Inclusive'),
  end: momentSchema.describe('Exclusive'),
})

/** `POST /api/v1/compare` */
export const compareRequestSchema = z.object({
  project: idSchema.optional().describe('Needed with a session when you are in several projects; an API key has one'),
  source: sourcesSchema.optional(),
  selected: sideSchema.describe('The lines that are of interest'),
  baseline: sideSchema.describe('What they are compared with: the same query in another range, or other lines of the same range'),
  limit: z.int().min(1).max(500).default(50).describe('Differences of each kind at most'),
})

const countedSchema = z.object({
  lines: z.number().describe('Lines that were counted'),
  sampled: sampledSchema.optional(),
})

const differenceShape = {
  selected: z.number().describe('Lines of the selected ones that have it'),
  baseline: z.number().describe('Lines of the others that have it'),
  selectedShare: z.number().describe('Of the selected lines, 0 to 1'),
  baselineShare: z.number().describe('Of the others, 0 to 1'),
  lift: z.number().nullable().describe('selectedShare / baselineShare; null where the others have none'),
  direction: z.enum(['more', 'less']).describe('Whether it is more frequent in the selected lines, or less'),
  atLeast: z.number().nullable().describe('So many times as frequent on one side as on the other at the least, allowing for chance (95 % intervals of both shares); null where chance alone may explain it'),
  score: z.number().describe('What the order is by: the greater of the shares × ln(atLeast). 0 where chance alone may explain it'),
}

const patternSchema = z.object({
  hash: z.string().describe('As in `POST /api/v1/patterns`'),
  pattern: z.string(),
  example: z.string(),
  since: timestampSchema.nullable().describe('When the source had its first line; null where that is not known'),
  ...differenceShape,
})

export const compareResponseSchema = z.object({
  selected: countedSchema,
  baseline: countedSchema,
  values: z.array(z.object({ field: z.string().describe('A label of the query'), value: z.string(), ...differenceShape }))
    .describe('Values of fields whose shares differ by more than chance, the greatest difference first'),
  numberFields: z.array(z.string()).describe('Fields of more than 30 numbers, such as durations and sizes, of which single values differ: these are left out of `values` unless a tenth of the lines of a side have one'),
  patterns: z.array(patternSchema).describe('Patterns of both sides whose shares differ by more than chance, the greatest difference first'),
  appeared: z.array(patternSchema).describe('Patterns of the selected lines alone, most frequent first'),
  vanished: z.array(patternSchema).describe('Patterns of the other lines alone, most frequent first'),
  patternsSampled: z.boolean().describe('Whether patterns were counted in samples: `appeared` and `vanished` then hold for these'),
  scannedRows: z.number(), elapsedMs: z.number(),
})

export type CompareRequest = z.infer<typeof compareRequestSchema>
export type CompareResponse = z.infer<typeof compareResponseSchema>
