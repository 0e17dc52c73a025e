import { z } from 'zod'
import { attributeName, sourcesSchema } from './query'
import { costSchema, logqlLineSchema } from './logql'
import { idSchema } from './projects'
import { momentSchema } from './time'

const countSchema = z.int().min(0).max(1000).default(20)
const cursorSchema = z.string().max(512).optional()

/** `POST /api/v1/context` */
export const contextRequestSchema = z.object({
  project: idSchema.optional().describe('Needed with a session when you are in several projects; an API key has one'),
  source: sourcesSchema.optional(),
  id: z.string().min(1).max(128).describe('The id of the line in the middle'),
  before: countSchema.describe('Lines before it, at most'),
  after: countSchema.describe('Lines after it, at most'),
  keep: z.array(attributeName).max(50).default([]).describe('Labels that the lines around have as the one in the middle; one that it lacks they lack too'),
  query: z.string().min(1).max(131_072).optional().describe('A log query in LogQL whose lines are meant; all lines of the source when missing'),
  start: momentSchema.optional().describe('Inclusive: no line before it'),
  end: momentSchema.optional().describe('Exclusive: no line from it on'),
  cursorBefore: cursorSchema.describe('From the answer before, for the lines before those'),
  cursorAfter: cursorSchema.describe('From the answer before, for the lines after those'),
})

const nextSchema = z.string().nullable()

export const contextResponseSchema = z.object({
  before: z.array(logqlLineSchema).describe('Oldest first'),
  line: logqlLineSchema.describe('The one in the middle, whatever the query says'),
  after: z.array(logqlLineSchema).describe('Oldest first'),
  cursorBefore: nextSchema.describe('For earlier lines; null where there are none'),
  cursorAfter: nextSchema.describe('For later lines; null where there are none'),
  cost: costSchema,
})

export type ContextRequest = z.output<typeof contextRequestSchema>
export type ContextResponse = z.input<typeof contextResponseSchema>
