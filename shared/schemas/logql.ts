import { z } from 'zod'
import { lokiDurationSchema } from './loki'
import { placeSchema } from './place'
import { idSchema } from './projects'
import { lineSourceSchema, orderSchema, sourcesSchema } from './query'
import { sqlPlanSchema } from './sql-plan'
import { momentSchema } from './time'

const queryIdSchema = z.uuid('Send a UUID')

export const queryFormats = ['json', 'ndjson', 'sse', 'csv'] as const

/** A part of what is read by when its lines came. */
export const arrivedSchema = z.object({
  after: placeSchema.optional().describe('Behind the line of this id; of several sources as live tail says it, one for each'),
  upTo: placeSchema.optional().describe('Up to the line of this id, and with it'),
})

/** A question in LogQL or SQL: what `explain` and `sql` tell about. */
export const logqlQuestionSchema = z.object({
  project: idSchema.optional().describe('Needed with a session when you are in several projects; an API key has one'),
  source: sourcesSchema.optional(),
  language: z.enum(['logql', 'sql']).default('logql')
    .describe('sql: one statement that reads, in ClickHouse’s dialect, over the project’s sources by their names; {from}, {to} and {source} stand for the range and the source'),
  query: z.string().min(1, 'Send a query').max(131_072),
  start: momentSchema.describe('Inclusive for lines; the first step of numbers'),
  end: momentSchema.describe('Exclusive for lines; numbers are given at start, start + step, … up to it'),
  step: lokiDurationSchema.optional().describe('Seconds, or a duration such as 1m. Without one, numbers are given once, at the end'),
  limit: z.int().min(1).max(5000).default(100).describe('Lines at most'),
  order: orderSchema.default('desc').describe('desc: newest first'),
  cursor: z.string().max(512).optional().describe('From the answer before, for the next page of lines'),
  arrived: arrivedSchema.optional().describe('Only lines that came then, whatever times they say: what a live tail has skipped'),
})

/** `POST /api/v1/query` */
export const logqlRequestSchema = logqlQuestionSchema.extend({
  format: z.enum(queryFormats).optional()
    .describe('How the answer comes; as the header Accept says when missing. ndjson and sse: as it is read, with its progress; csv: a file'),
  remember: z.boolean().default(false).describe('Whether this query goes into the history of the user: with a session only'),
  queryId: queryIdSchema.optional().describe('A UUID of your own, by which the query can be cancelled while it runs'),
})

/** `POST /api/v1/query/cancel` */
export const queryCancelRequestSchema = z.object({ queryId: queryIdSchema })

const labelsSchema = z.record(z.string(), z.string())
const timeSchema = z.string().describe('Nanoseconds since 1970, as text')

export const logqlLineSchema = z.object({
  id: z.string().describe('Segment and ordinal, behind the source’s name and a colon where several are read: names this very line'),
  source: lineSourceSchema,
  time: timeSchema,
  line: z.string().describe('As the stages of the query left it'),
  stream: labelsSchema, metadata: labelsSchema, parsed: labelsSchema,
})

/** JSON knows no NaN and no infinity: they are text. */
const numberSchema = z.union([z.number(), z.enum(['NaN', '+Inf', '-Inf'])])

export const costSchema = z.object({
  scannedRows: z.number(), scannedBytes: z.number(), elapsedMs: z.number(),
  cachedShare: z.number().optional().describe('Of numbers: the share of the time asked for, 0 to 1, that was known from earlier answers and not read again'),
})

export const logqlResponseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lines'), lines: z.array(logqlLineSchema), cursor: z.string().nullable().describe('For the next page; null at the end'), cost: costSchema }),
  z.object({ kind: z.literal('matrix'), series: z.array(z.object({ labels: labelsSchema, points: z.array(z.tuple([timeSchema, numberSchema])) })), cost: costSchema }),
  z.object({ kind: z.literal('vector'), time: timeSchema, samples: z.array(z.object({ labels: labelsSchema, value: numberSchema })), cost: costSchema }),
  z.object({
    kind: z.literal('table'), columns: z.array(z.object({ name: z.string(), type: z.string() })), rows: z.array(z.array(z.unknown())).describe('Integers of 64 bits and more, and decimals, are text'),
    truncated: z.boolean().describe('There were more rows than the limit'), limit: z.number(), cost: costSchema,
  }),
  z.object({ kind: z.literal('scalar'), time: timeSchema, value: numberSchema, cost: costSchema }),
])

const progressSchema = z.object({ scannedRows: z.number(), scannedBytes: z.number(), share: z.number().nullable().describe('Of the range, or of the rows to read, 0 to 1; null where that is not known') })
const summarySchema = z.object({
  kind: z.string(), count: z.number(), cursor: z.string().nullable().optional(), truncated: z.boolean().optional(), limit: z.number().optional(), cost: costSchema,
})

/** One line of an answer as NDJSON, or the name and the data of one event: at the end exactly one summary or error. */
export const queryEventSchema = z.union([
  z.object({ line: logqlLineSchema }),
  z.object({ series: z.object({ labels: labelsSchema, points: z.array(z.tuple([timeSchema, numberSchema])) }) }),
  z.object({ sample: z.object({ time: timeSchema, labels: labelsSchema, value: numberSchema }) }),
  z.object({ scalar: z.object({ time: timeSchema, value: numberSchema }) }),
  z.object({ columns: z.array(z.object({ name: z.string(), type: z.string() })) }),
  z.object({ row: z.array(z.unknown()) }),
  z.object({ progress: progressSchema }),
  z.object({ summary: summarySchema }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
])

/** `POST /api/v1/query/explain` with `language: logql` */
const logqlExplainResponseSchema = z.object({
  language: z.literal('logql'),
  query: z.string().describe('In its canonical form'),
  canTail: z.boolean().describe('Whether live tail can run it'),
  operators: z.array(z.object({
    operator: z.string(),
    pushesDown: z.enum(['always', 'sometimes', 'never']).describe('Whether ClickHouse can do it exactly'),
    canTail: z.boolean().describe('Whether it works line by line'),
    note: z.string().optional().describe('When, or why not'),
  })).describe('What the query is made of'),
  reads: z.array(z.object({
    query: z.string().describe('The part of the query that is read so'),
    engine: z.boolean().describe('True where ClickHouse answers it alone; else its lines are read and the stages run here'),
    stages: z.array(z.string()).describe('What is left to do with each line'),
    sql: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  })),
})

/** `POST /api/v1/query/explain` */
export const explainResponseSchema = z.discriminatedUnion('language', [logqlExplainResponseSchema, sqlPlanSchema])

/** `POST /api/v1/query/sql` */
export const logqlSqlResponseSchema = z.object({
  query: z.string().describe('In its canonical form'),
  sql: z.string().nullable().describe('To be asked with `language: sql` and the same range; null where a part of the query has no SQL: see `missing`'),
  missing: z.array(z.object({ part: z.string(), reason: z.string() })),
  notes: z.array(z.string()).describe('For which lines the two answers may differ'),
})

/** `GET /api/v1/query/limits` */
export const queryLimitsParamsSchema = z.object({
  project: idSchema.optional().describe('Your only one when missing'),
})

/** Its answer. */
export const queryLimitsResponseSchema = z.object({
  seconds: z.number().describe('Of a request, all its queries together'),
  memoryBytes: z.number().describe('In ClickHouse, each query'),
  readRows: z.number().describe('That ClickHouse may read for a request'), readBytes: z.number(),
  resultRows: z.number().describe('Of an answer to SQL'), resultBytes: z.number(),
  series: z.number().describe('Of a LogQL query of numbers'), points: z.number().describe('Of each series'),
  exportRows: z.number().describe('Of an export'), exportSeconds: z.number().describe('Of an export'),
})

export type LogqlLine = z.infer<typeof logqlLineSchema>
export type QueryEvent = z.infer<typeof queryEventSchema>
export type QueryProgress = z.infer<typeof progressSchema>
export type LogqlAnswer = z.input<typeof logqlResponseSchema>
export type LogqlSql = z.input<typeof logqlSqlResponseSchema>
export type LogqlExplanation = z.input<typeof logqlExplainResponseSchema>
