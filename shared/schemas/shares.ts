import { z } from 'zod'
import { passwordSchema } from './auth'
import { histogramResponseSchema } from './facets'
import { logqlQuestionSchema, logqlResponseSchema } from './logql'
import { idSchema } from './projects'
import { sourcesSchema } from './query'
import { queryLanguages } from './saved-queries'
import { timestampSchema } from './time'

/** `members`: of the project; `anyone`: who has the link, where the project allows it. */
export const audiences = ['members', 'anyone'] as const

/** `POST …/shares` */
export const createShareRequestSchema = logqlQuestionSchema.pick({ source: true, language: true, query: true, start: true, end: true, step: true }).extend({
  title: z.string().trim().min(1, 'Enter a title').max(100, 'At most 100 characters'),
  rows: z.int().min(1).max(5000, 'At most 5000 rows').default(1000).describe('Lines, or rows of SQL, that are kept at most'),
  hours: z.int().min(1, 'At least an hour').max(8784, 'At most a year').default(168).describe('How long the link is good'),
  audience: z.enum(audiences).default('members').describe('members: of the project, logged in; anyone: who has the link, as long as the project’s `publicShares` is on'),
  password: passwordSchema.optional().describe('Asked of everybody who opens it'),
})

/** 32 random bytes. */
export const shareTokenSchema = z.string().regex(/^[\w-]{43}$/, 'Not the token of a share')

export const shareStates = ['active', 'expired', 'revoked'] as const

export const shareSchema = z.object({
  id: idSchema,
  title: z.string(),
  language: z.enum(queryLanguages),
  query: z.string(),
  state: z.enum(shareStates),
  audience: z.enum(audiences),
  hasPassword: z.boolean(),
  createdBy: z.string().describe('Their name'),
  createdAt: timestampSchema,
  expiresAt: timestampSchema,
  views: z.int(),
  lastViewedAt: timestampSchema.nullable(),
  bytes: z.int().describe('Of what is kept, compressed'),
  mayRevoke: z.boolean().describe('Whether you may: who made it and administrators of the project do'),
})

/** What was there at the moment of sharing. */
export const frozenResultSchema = z.object({
  takenAt: timestampSchema,
  question: z.object({ language: z.enum(queryLanguages), query: z.string(), source: sourcesSchema.optional(), start: timestampSchema, end: timestampSchema }),
  result: logqlResponseSchema,
  histogram: histogramResponseSchema.nullable().describe('Of lines: their number over the whole range'),
})

export const createShareResponseSchema = z.object({ share: shareSchema, token: shareTokenSchema.describe('Stands in the link, /share/{token}; shown only in this answer') })
export const listSharesResponseSchema = z.object({ shares: z.array(shareSchema).describe('Newest first') })

/** `POST /api/v1/shares/open` */
export const openShareRequestSchema = z.object({ token: shareTokenSchema, password: z.string().max(256).optional() })

export const openShareResponseSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('open'), title: z.string(), sharedBy: z.string(), expiresAt: timestampSchema, frozen: frozenResultSchema,
    projectId: idSchema.optional().describe('Where members may ask the same again; others are not told'),
  }),
  z.object({ state: z.enum(['expired', 'revoked', 'password', 'login']).describe('password: send one; login: only members of the project read it') }),
])

export type Share = z.output<typeof shareSchema>
export type FrozenResult = z.output<typeof frozenResultSchema>
export type CreateShareRequest = z.output<typeof createShareRequestSchema>
export type OpenedShare = z.output<typeof openShareResponseSchema>
