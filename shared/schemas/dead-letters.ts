import { z } from 'zod'
import { idSchema, slugSchema } from './projects'
import { momentSchema, timestampSchema } from './time'

/** Of a refused piece at most this many bytes are kept: one of this length was probably longer. */
export const MAX_LETTER_BYTES = 65_536

/** Letters that a request may name one by one. */
export const MAX_LETTER_IDS = 1000

const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1).max(100)])

/** Segment and ordinal of the row: `7301234567890123456-12`. */
export const deadLetterIdSchema = z.string().regex(/^\d{1,20}-\d{1,10}$/, 'Not the id of a dead letter')

/** What stands in the place of a key where there is none: the listener that took it in, `syslog:tcp:1514`. */
const listenerIdSchema = z.string().regex(/^syslog:(?:tcp|udp):\d{1,5}$/)

/** Whether a letter came without a key, and its `keyId` says to which listener. */
export const isListenerId = (keyId: string) => listenerIdSchema.safeParse(keyId).success

const protocolSchema = z.string().min(1).max(64)

/** Which dead letters are meant. */
export const deadLetterFilterSchema = z.object({
  start: momentSchema.describe('Received at this moment or later'),
  end: momentSchema.describe('Received before this moment'),
  reason: oneOrMany(z.string().max(4096)).optional().describe('Exactly this reason, as letters have it or as it is counted, or one of several'),
  source: oneOrMany(slugSchema).optional().describe('Name of a source'),
  protocol: oneOrMany(protocolSchema).optional().describe('As the letters name it: `simple`, `json`, `raw` …'),
  key: oneOrMany(z.union([idSchema, listenerIdSchema])).optional().describe('Id of the API key that sent it; of syslog the listener, `syslog:tcp:1514`'),
  text: z.string().trim().max(1024).optional().describe('Text that the bytes or the reason contain, upper and lower case alike'),
})

/** `POST …/dead-letters/search` */
export const deadLetterSearchRequestSchema = deadLetterFilterSchema.extend({
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional().describe('From the answer before'),
})

export const deadLetterSchema = z.object({
  id: deadLetterIdSchema,
  receivedAt: timestampSchema,
  source: z.string().nullable().describe('Name of the source it was sent to; null when that is gone'),
  keyId: z.string().describe('Of syslog, which has no key, the listener: `syslog:tcp:1514`'),
  keyName: z.string().optional().describe('Only with a session, and while the key exists'),
  protocol: z.string(),
  reason: z.string(),
  encoding: z.enum(['utf8', 'base64']).describe('How `raw` is to be read: base64 where the bytes are not UTF-8'),
  raw: z.string().describe('The original bytes; what OTLP or Loki sent and only its source refused is written as the JSON of `/ingest`'),
  bytes: z.int().describe('How many bytes are kept'),
  cut: z.boolean().describe('It was probably longer: only the first 64 KiB are kept'),
})

export const deadLetterSearchResponseSchema = z.object({
  letters: z.array(deadLetterSchema).describe('Newest first'),
  cursor: z.string().nullable().describe('Ask again with it for the next page; null at the end'),
  retentionDays: z.int().describe('Days that dead letters are kept'),
})

const countOf = <T extends z.ZodRawShape>(what: T) => z.array(z.object({ ...what, count: z.int() }))

/** `POST …/dead-letters/reasons`: of each column the values that occur, most frequent first. */
export const deadLetterCountsResponseSchema = z.object({
  total: z.int().describe('Letters that match the whole filter'),
  reasons: countOf({ reason: z.string() }).describe('Most frequent first, at most 50; with `…` for the value that a column could not hold. As with the other counts, what the filter says of this column itself is left aside'),
  sources: countOf({ source: z.string().nullable() }),
  protocols: countOf({ protocol: z.string() }),
  keys: countOf({ keyId: z.string(), keyName: z.string().optional() }),
})

const chosen = {
  ids: z.array(deadLetterIdSchema).min(1).max(MAX_LETTER_IDS).optional().describe('These letters'),
  filter: deadLetterFilterSchema.optional().describe('All that match'),
}
const isOneOf = ({ ids, filter }: { ids?: unknown, filter?: unknown }) => (ids === undefined) !== (filter === undefined)
const SAY_WHICH = 'Name the letters: either "ids" or "filter"'

/** `DELETE …/dead-letters` */
export const deleteDeadLettersRequestSchema = z.object(chosen).refine(isOneOf, SAY_WHICH)
export const deleteDeadLettersResponseSchema = z.object({ deleted: z.int() })

/** `POST …/dead-letters/replay` */
export const replayDeadLettersRequestSchema = z.object({
  ...chosen,
  protocol: protocolSchema.optional().describe('Read them as this protocol, for what was sent to the wrong address; the one they came by when missing'),
  cursor: z.string().max(512).optional().describe('From the answer before, with the same filter'),
}).refine(isOneOf, SAY_WHICH)

export const replayDeadLettersResponseSchema = z.object({
  replayed: z.int().describe('Letters whose lines are stored now; they are no dead letters any more'),
  lines: z.int().describe('Lines stored'),
  stillRejected: z.int().describe('Letters that stay'),
  reasons: countOf({ reason: z.string() }).describe('Why they stay, most frequent first'),
  cursor: z.string().nullable().describe('There is more than one request takes: ask again with it; null at the end'),
})

/** `GET …/dead-letters/download` */
export const deadLetterDownloadQuerySchema = deadLetterFilterSchema.extend({
  id: oneOrMany(deadLetterIdSchema).optional().describe('Only these of what matches'),
  format: z.enum(['ndjson', 'raw']).default('ndjson').describe('raw: the bytes alone, a line break after each letter'),
})

export type DeadLetter = z.infer<typeof deadLetterSchema>
export type DeadLetterFilter = z.infer<typeof deadLetterFilterSchema>
export type DeadLetterSearchRequest = z.infer<typeof deadLetterSearchRequestSchema>
export type DeadLetterSearchResponse = z.infer<typeof deadLetterSearchResponseSchema>
export type DeadLetterCounts = z.infer<typeof deadLetterCountsResponseSchema>
export type DeadLetterSelection = z.infer<typeof deleteDeadLettersRequestSchema>
export type ReplayRequest = z.infer<typeof replayDeadLettersRequestSchema>
export type ReplayResult = z.infer<typeof replayDeadLettersResponseSchema>
