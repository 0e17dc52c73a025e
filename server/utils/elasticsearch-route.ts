import { randomBytes } from 'node:crypto'
import { getRequestHeader, setResponseHeader, setResponseHeaders, type EventHandler, type H3Event } from 'h3'
import type { z } from 'zod'
import type { Endpoint, Media } from '#shared/api/endpoint'
import type { ErrorCode } from '#shared/schemas/errors'
import type { ingestParamsSchema } from '#shared/schemas/ingest'
import { bulkAnswer, decodeBulk, ELASTICSEARCH, mayRefuse, withUnfit } from '../domain/ingest'
import { AppError } from '../domain/kernel'
import { withErrorForm, type FormedError } from './error-form'
import type { ErrorAnswer } from './errors'
import { withIngestBody } from './ingest-route'
import { defineRoute, type RouteContext } from './route'

/** Clients send `application/vnd.elasticsearch+json; compatible-with=9` (or 8) and want it back. */
const compatible = /application\/vnd\.elasticsearch\+(?:x-nd)?json\s*;\s*compatible-with\s*=\s*(\d{1,2})/i

/** The major version that a client expects; 8 where it does not say. */
export function versionFor(event: H3Event): '8' | '9' {
  const named = compatible.exec(getRequestHeader(event, 'accept') ?? '') ?? compatible.exec(getRequestHeader(event, 'content-type') ?? '')
  return named?.[1] === '9' ? '9' : '8'
}

/** Elasticsearch's clients refuse an answer without `X-Elastic-Product`. */
export function elasticHeaders(event: H3Event): Record<string, string> {
  const isCompatible = compatible.test(getRequestHeader(event, 'accept') ?? '')
  return {
    'x-elastic-product': 'Elasticsearch',
    'content-type': isCompatible ? `application/vnd.elasticsearch+json;compatible-with=${versionFor(event)}` : 'application/json; charset=utf-8',
  }
}

const errorTypes: Partial<Record<ErrorCode, string>> = {
  bad_request: 'illegal_argument_exception', unauthenticated: 'security_exception', forbidden: 'security_exception', not_found: 'resource_not_found_exception',
  too_large: 'content_too_long_exception', unsupported_media_type: 'media_type_header_exception', rate_limited: 'es_rejected_execution_exception',
  unprocessable: 'illegal_argument_exception', unavailable: 'es_rejected_execution_exception', timeout: 'timeout_exception',
}

/** A refusal as Elasticsearch writes it. */
export function asElastic(event: H3Event, { status, body: { error } }: ErrorAnswer): FormedError {
  const headers = elasticHeaders(event)
  setResponseHeaders(event, headers)
  const cause = { type: errorTypes[error.code] ?? 'exception', reason: error.message }
  return { status, type: headers['content-type']!, body: JSON.stringify({ error: { root_cause: [cause], ...cause }, status }) }
}

interface ElasticEndpoint extends Endpoint { readonly auth: 'key', readonly answers: readonly Media[] }

/** A route that answers a client of Elasticsearch with one value, or with a text. */
export function defineElasticRoute<const E extends ElasticEndpoint>(endpoint: E, answer: (context: RouteContext<E>) => unknown): EventHandler {
  const route = defineRoute<ElasticEndpoint>(endpoint, async (context) => {
    const value = await answer(context as RouteContext<E>)
    setResponseHeaders(context.event, elasticHeaders(context.event))
    if (typeof value !== 'string') return JSON.stringify(value)
    if (!value.startsWith('{')) setResponseHeader(context.event, 'content-type', 'text/plain; charset=utf-8')
    return value
  })
  return withErrorForm(route, asElastic)
}

interface BulkEndpoint extends ElasticEndpoint { readonly query: typeof ingestParamsSchema, readonly params?: z.ZodType<{ index: string }> }

/** Elasticsearch refreshes an index so that what was sent can be searched; here that comes by itself. */
export const defineRefreshRoute = (endpoint: ElasticEndpoint): EventHandler =>
  defineElasticRoute(endpoint, () => ({ _shards: { total: 1, successful: 1, failed: 0 } }))

/** `_bulk`, with or without an index in the address. */
export function defineBulkRoute(endpoint: BulkEndpoint): EventHandler {
  return defineElasticRoute(endpoint, (context) => {
    const started = performance.now()
    const { index } = (context.params ?? {}) as { index?: string }
    return withIngestBody(context, context.query.source, async (body, scope) => {
      if (body.length === 0) throw new AppError('bad_request', 'The body is empty. Send pairs of an action line and a document.')
      const bulk = decodeBulk(body, { now: Date.now(), index, limits: context.platform.config.limits, withOrigins: mayRefuse(scope) })
      const unfit = await context.platform.ingest.store(scope, ELASTICSEARCH, bulk, body.length)
      // A request that is sent again gets the same ids.
      const prefix = scope.attempt?.id.slice(0, 12) ?? randomBytes(9).toString('base64url')
      return bulkAnswer(withUnfit(bulk, unfit), performance.now() - started, prefix)
    })
  })
}
