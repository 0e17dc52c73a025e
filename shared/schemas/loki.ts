import { z } from 'zod'
import { parseDuration } from '../logql'
import { momentNanos } from '../utils/moment'
import { idSchema } from './projects'
import { sourceNamesSchema } from './query'

/** Loki takes nanoseconds, seconds (also with a fraction) and RFC 3339. Nanoseconds since 1970. */
export const lokiTimeSchema = z.string().max(64).transform((text, context) => {
  const nanos = momentNanos(text)
  if (nanos !== undefined) return nanos
  context.addIssue({ code: 'custom', message: 'Expected nanoseconds or seconds since 1970, or RFC 3339' })
  return z.NEVER
})

/** Seconds, or a duration such as `1m`. Nanoseconds. */
export const lokiDurationSchema = z.string().max(64).transform((text, context) => {
  const nanos = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1e9 : parseDuration(text)
  if (nanos !== undefined && nanos >= 0 && nanos < 2 ** 63) return BigInt(Math.round(nanos))
  context.addIssue({ code: 'custom', message: 'Expected seconds, or a duration such as 1m30s' })
  return z.NEVER
})

const readSchema = z.object({
  source: sourceNamesSchema.optional().describe('Also as the header X-Source; several with commas between are read as one; the project’s default source when missing'),
  project: idSchema.optional().describe('Needed with a session when you are in several projects'),
})

const rangeSchema = readSchema.extend({
  start: lokiTimeSchema.optional().describe('An hour before the end when missing'),
  end: lokiTimeSchema.optional().describe('Now when missing'),
  since: lokiDurationSchema.optional().describe('Before the end, where there is no start'),
})

const directionSchema = z.preprocess(text => typeof text === 'string' ? text.toLowerCase() : text, z.enum(['backward', 'forward']).default('backward'))
const limitSchema = z.coerce.number().int().min(1).max(5000).default(100)

export const lokiQueryRangeSchema = rangeSchema.extend({
  query: z.string().min(1, 'Send a query'),
  limit: limitSchema,
  direction: directionSchema,
  step: lokiDurationSchema.optional().describe('A 250th of the range when missing, at least a second'),
  interval: lokiDurationSchema.optional().describe('Lines of a stream that are closer to each other are left out'),
})

export const lokiQuerySchema = readSchema.extend({
  query: z.string().min(1, 'Send a query'),
  time: lokiTimeSchema.optional().describe('Now when missing'),
  limit: limitSchema,
  direction: directionSchema,
})

export const lokiTailSchema = readSchema.extend({
  query: z.string().min(1, 'Send a query').max(8192),
  limit: z.coerce.number().int().min(0).max(5000).default(100).describe('Begin with so many of the newest lines'),
  start: lokiTimeSchema.optional().describe('How old these may be; an hour when missing'),
  delay_for: z.coerce.number().int().min(0).max(5).optional().describe('Seconds. Taken and without effect: lines come from one server, in the order in which they arrived'),
})

export const lokiFormatSchema = readSchema.extend({ query: z.string().min(1, 'Send a query') })

export const lokiLabelsSchema = rangeSchema.extend({ query: z.string().optional().describe('A selector, to narrow the lines') })

export const lokiSeriesSchema = rangeSchema.extend({
  'match': z.array(z.string()).max(20).default([]).describe('Selectors; may be repeated'),
  'match[]': z.array(z.string()).max(20).default([]),
})

export const lokiSelectorSchema = rangeSchema.extend({ query: z.string().min(1, 'Send a query') })

export const lokiPatternsSchema = lokiSelectorSchema.extend({ step: lokiDurationSchema.optional().describe('A 250th of the range when missing, at least a second') })

export const lokiVolumeSchema = lokiSelectorSchema.extend({
  limit: limitSchema,
  targetLabels: z.string().max(4096).optional().describe('Labels to sum by, with commas between; those of the selector when missing'),
  aggregateBy: z.enum(['series', 'labels']).default('series'),
})

export const lokiVolumeRangeSchema = lokiVolumeSchema.extend({ step: lokiDurationSchema.optional() })

export const lokiDetectedFieldsSchema = lokiSelectorSchema.extend({
  line_limit: z.coerce.number().int().min(1).max(5000).default(1000).describe('The newest lines that are looked at'),
  limit: z.coerce.number().int().min(1).max(5000).default(1000),
})

export type LokiRange = z.infer<typeof rangeSchema>
