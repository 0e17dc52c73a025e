import { z } from 'zod'
import { momentNanos } from '../utils/moment'
import { logqlLineSchema } from './logql'
import { placeSchema } from './place'
import { idSchema } from './projects'
import { sourceNamesSchema } from './query'
import { timestampSchema } from './time'

/** RFC 3339, or a number of seconds … nanoseconds since 1970. Nanoseconds. */
const momentTextSchema = z.string().max(64).transform((text, context) => {
  const nanos = momentNanos(text)
  if (nanos !== undefined) return nanos
  context.addIssue({ code: 'custom', message: 'Expected RFC 3339 (2026-01-31T12:00:00Z), or a number of seconds, milliseconds, microseconds or nanoseconds since 1970' })
  return z.NEVER
})

/** `GET /api/v1/tail` */
export const tailParamsSchema = z.object({
  project: idSchema.optional().describe('Needed with a session when you are in several projects; an API key has one'),
  source: sourceNamesSchema.optional().describe('The project’s default source when missing. Several, with commas between, are followed as one: lines then tell which `source` they are from'),
  query: z.string().min(1, 'Send a query').max(8192).describe('LogQL for lines'),
  limit: z.coerce.number().int().min(0).max(1000).default(100).describe('Begin with so many of the newest lines; 0 for none'),
  start: momentTextSchema.optional().describe('How old these may be; an hour when missing'),
  after: placeSchema.optional().describe('Go on where you were: the `id` of the last event that you had, or of the last line where you follow one source. The header Last-Event-ID, which browsers send by themselves, goes before it'),
})

export const tailHeadersSchema = z.object({
  'last-event-id': placeSchema.optional().describe('As `after`'),
})

/** `lines`: in the order in which they came. */
export const tailLinesSchema = z.object({ lines: z.array(logqlLineSchema) })

/** `skipped`: lines that the reader was too slow for. With the query, all but the count is a request to `POST /api/v1/query` that gives just these. */
export const tailSkippedSchema = z.object({
  count: z.int().nullable().describe('Of lines; null where the server could not look at them'),
  start: timestampSchema, end: timestampSchema,
  arrived: z.object({ after: z.string(), upTo: z.string() }),
})

/** `end`: the last event. */
export const tailEndSchema = z.object({
  code: z.string().describe('As of an error: unavailable when the server stops, unauthenticated when the key or session was ended'),
  message: z.string(),
  retryAfter: z.number().optional().describe('Seconds after which to come back'),
})

const idOf = { id: z.string().optional().describe('Everything up to here is given out: up to this row, of several sources up to one of each') }

/** One message over WebSocket. Over SSE, `event`, `id` and `data` are fields of the event, and a `beat` is a comment. */
export const tailMessageSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('lines'), ...idOf, data: tailLinesSchema }),
  z.object({ event: z.literal('skipped'), ...idOf, data: tailSkippedSchema }),
  z.object({ event: z.literal('beat'), ...idOf }),
  z.object({ event: z.literal('end'), data: tailEndSchema }),
])

export type TailMessage = z.infer<typeof tailMessageSchema>
