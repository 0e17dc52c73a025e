import { z } from 'zod'

const keptSchema = z.object({ before: z.number(), after: z.number() })

/** What an index leaves to be read: how much came to it, and how much goes on. */
const indexSchema = z.object({
  type: z.string().describe('`Min-Max` and `Partition` (by day), `PrimaryKey`, `Skip`'),
  name: z.string().nullable().describe('Of a skip index'),
  keys: z.array(z.string()).describe('Columns that are used; none where the statement has no condition on them'),
  condition: z.string().nullable().describe('What the engine looks for in it; null for nothing'),
  parts: keptSchema.describe('Pieces of the table on disk'),
  granules: keptSchema.describe('Blocks of at most 8,192 rows: the least that is read at once'),
})

const stepSchema = z.object({
  kind: z.string().describe('As ClickHouse names it, such as Aggregating'),
  depth: z.int().describe('0 for what comes last; what a step works on is one deeper'),
  read: z.object({
    source: z.string().nullable().describe('Null for a table behind a view of your own'),
    indexes: z.array(indexSchema).describe('In the order in which they are used'),
  }).nullable().describe('Of a step that reads a table'),
})

/** `POST /api/v1/query/explain` with `language: sql` */
export const sqlPlanSchema = z.object({
  language: z.literal('sql'),
  estimate: z.array(z.object({
    source: z.string().nullable(), parts: z.number(), rows: z.number().describe('At most: a LIMIT may end it sooner'), granules: z.number(),
  })).describe('What is to be read of each table; none where the engine knows the answer without'),
  steps: z.array(stepSchema).describe('The last first, each above what it works on'),
})

export type SqlPlan = z.input<typeof sqlPlanSchema>
export type SqlPlanStep = SqlPlan['steps'][number]
export type SqlPlanIndex = z.input<typeof indexSchema>
