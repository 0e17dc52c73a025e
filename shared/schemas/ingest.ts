import { z } from 'zod'
import { slugSchema } from './projects'

export const rawFormats = ['auto', 'plain', 'logfmt', 'json', 'syslog', 'combined'] as const

/** Query parameters of every ingest address. */
export const ingestParamsSchema = z.object({
  source: slugSchema.optional().describe('Also as the header X-Source; the project’s default source when missing'),
})

/** Bare, or as a quoted string as the draft has it: both are the same key. */
export const idempotencyKeySchema = z.string().trim().regex(/^[\x21-\x7E]{1,255}$/).transform(key => key.replace(/^"(.+)"$/, '$1'))

/** Headers of every ingest address. */
export const ingestHeadersSchema = z.object({
  'X-Source': slugSchema.optional().describe('The source, where the parameter is missing'),
  'Idempotency-Key': z.string().max(255).optional()
    .describe('Names the request, as by a UUID. Sent again with the same key within a day, it is not stored again, also after a restart, '
      + 'and answered as the first time (with `Idempotency-Replayed: true`). The same key with something else is refused with 422'),
  'Content-Encoding': z.enum(['gzip', 'deflate', 'br', 'zstd']).optional().describe('How the body is compressed'),
})

/** Query parameters of `POST /v1/logs/raw`. */
export const rawParamsSchema = ingestParamsSchema.extend({
  service: z.string().max(512).optional(),
  level: z.string().max(64).optional(),
  format: z.enum(rawFormats).default('auto'),
})

/** The answer to an accepted ingest request: every accepted line is on disk. */
export const ingestResponseSchema = z.object({
  accepted: z.int().describe('Lines stored'),
  rejected: z.int().describe('Lines that could not be read; they are in the dead letters with the reason'),
  errors: z.array(z.object({
    index: z.int().optional().describe('Which item of the request, from 0: a line that is not blank, an element of an array, or an object'),
    reason: z.string().describe('What was wrong with it'),
  })).optional().describe('The first 20 rejected items, in the order of the request'),
})

export type RawFormat = typeof rawFormats[number]
export type IngestResponse = z.infer<typeof ingestResponseSchema>
