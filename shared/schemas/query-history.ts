import { z } from 'zod'
import { queryLanguages } from './saved-queries'
import { timestampSchema } from './time'

export const runOutcomes = ['done', 'failed', 'cancelled'] as const

/** Runs of one user in one project that are kept, and for how many days. */
export const MOST_RUNS = 500
export const RUN_DAYS = 90

/** `GET …/query-history` */
export const listRunsQuerySchema = z.object({
  language: z.enum(queryLanguages).optional(),
  text: z.string().trim().max(200).optional().describe('What the query contains, upper and lower case alike'),
  before: z.coerce.number().int().min(1).optional().describe('The id of the last run of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const queryRunSchema = z.object({
  id: z.int().describe('Later ones are larger'),
  language: z.enum(queryLanguages),
  query: z.string(),
  source: z.array(z.string()).describe('Names of sources; none for the project’s default source'),
  start: timestampSchema, end: timestampSchema,
  at: timestampSchema.describe('When it was run; of the same question again and again, the last time'),
  times: z.int().describe('How often the same question was asked in a row'),
  outcome: z.enum(runOutcomes),
  message: z.string().nullable().describe('Why it failed'),
  rows: z.number().describe('Lines, rows or series of the answer'),
  scannedRows: z.number(), scannedBytes: z.number(), elapsedMs: z.number(),
})

export const listRunsResponseSchema = z.object({
  runs: z.array(queryRunSchema).describe('Newest first'),
  more: z.boolean().describe('Whether there are older ones'),
})

export type QueryRun = z.output<typeof queryRunSchema>
export type ListRunsQuery = z.output<typeof listRunsQuerySchema>
