import { z } from 'zod'

/** A moment as people write it: RFC 3339, or seconds, milliseconds, microseconds or nanoseconds since 1970 (told apart by size). */
export const momentSchema = z.union([z.string().min(1).max(64), z.number().finite()])
  .describe('RFC 3339 text, or a number (or numeric text) of seconds, milliseconds, microseconds or nanoseconds since 1970')

/** An RFC 3339 timestamp as the API gives it out. */
export const timestampSchema = z.string().describe('RFC 3339, UTC')

export type Moment = z.infer<typeof momentSchema>
