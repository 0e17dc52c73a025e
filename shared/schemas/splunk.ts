import { z } from 'zod'

const text = z.string().max(1024).optional()

/** Query parameters of Splunk's addresses. `source` is Splunk's metadata here: Cordwood's own source goes by X-Source. */
export const hecParamsSchema = z.object({
  channel: z.string().max(200).optional().describe('A GUID; also as the header X-Splunk-Request-Channel. Brings an ackId'),
  host: text.describe('For events that name none; so are the next three'),
  source: text,
  sourcetype: text,
  index: text,
})

export const hecAnswerSchema = z.looseObject({
  text: z.string(),
  code: z.int().describe('0 for success, 17 for health; else as Splunk numbers its refusals'),
  ackId: z.int().optional().describe('When the request named a channel'),
  rejected: z.int().optional().describe('Events that could not be read, beside others that are stored; they are in the dead letters'),
})

/** A sender may ask for many at once. */
export const hecAckRequestSchema = z.object({ acks: z.array(z.int().min(0)).max(100_000) })

export const hecAckResponseSchema = z.object({ acks: z.record(z.string(), z.boolean()) })
