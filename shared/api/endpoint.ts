import type { z } from 'zod'
import type { ErrorCode } from '../schemas/errors'

/**
 * Who may ask: anyone; a logged-in user; a user or a program with an API key; only a program with an API key.
 */
export type Auth = 'none' | 'session' | 'member' | 'key'

export const tags = ['Account', 'Projects', 'Send logs', 'Read logs', 'Saved queries', 'Shares', 'Dead letters', 'System'] as const
export type Tag = typeof tags[number]

/** A body that is not plain JSON for a schema: read or written by the route itself. */
export interface Media {
  type: string
  /** One line or item of it. */
  schema?: z.ZodType
  description?: string
  example?: string
}

/** One address of the API: what the route checks, what the client calls, what the documentation says. */
export interface Endpoint {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete'
  /** OpenAPI's form: `/api/v1/projects/{id}`. */
  path: string
  tag: Tag
  summary: string
  description?: string
  auth: Auth
  /** A query parameter that may carry the key, for protocols whose clients send it there. */
  keyParameter?: string
  params?: z.ZodType
  query?: z.ZodType
  /** Headers that the route reads, for the documentation: an object of their names. */
  headers?: z.ZodType
  /** The JSON body. */
  body?: z.ZodType
  /** Other bodies. The route reads them. */
  accepts?: readonly Media[]
  /** What a request body may look like, for the documentation. */
  example?: unknown
  /** The JSON answer; without it and without `answers` the answer is 204. */
  response?: z.ZodType
  /** Other answers. */
  answers?: readonly Media[]
  /** 200 when missing, or 204 when there is nothing to answer. */
  status?: number
  /** Refusals particular to this endpoint; those of every endpoint are added by the documentation. */
  errors?: readonly ErrorCode[]
}

/** Checks an endpoint's form and keeps its exact type. */
export const endpoint = <const E extends Endpoint>(definition: E): E => definition
