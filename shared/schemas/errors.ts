import { z } from 'zod'

export const errorCodes = [
  'bad_request', 'unauthenticated', 'forbidden', 'not_found', 'method_not_allowed', 'conflict',
  'too_large', 'unsupported_media_type', 'unprocessable', 'rate_limited', 'unavailable', 'timeout', 'internal',
] as const

/** The body of every refused request. `message` says what happened and what to do about it. */
export const errorResponseSchema = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional()
      .describe('Which fields of the request were wrong, and why'),
    requestId: z.string().optional(),
  }),
})

export type ErrorCode = typeof errorCodes[number]
export type ErrorResponse = z.infer<typeof errorResponseSchema>
