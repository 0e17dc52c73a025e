import { getRequestHeader, setResponseHeader, type EventHandler, type H3Event } from 'h3'
import type { z } from 'zod'
import type { Endpoint } from '#shared/api/endpoint'
import { idempotencyKeySchema, ingestParamsSchema, type ingestResponseSchema } from '#shared/schemas/ingest'
import type { Scope } from '#shared/types/scope'
import { tightest, type BucketState, type IngestScope, type KeyedRequest, type Protocol, type RequestTry } from '../domain/ingest'
import { AppError } from '../domain/kernel'
import { eventLoopTurn } from './event-loop-turn'
import { readIngestBody } from './ingest-body'
import { addressOf, type Platform } from './platform'
import { defineRoute, type RouteContext } from './route'

/** What the parameters of every ingest address have. */
interface SourceParams { source?: string | undefined }

interface IngestEndpoint<Params> extends Endpoint {
  readonly auth: 'key'
  readonly query: z.ZodType<Params>
  readonly response: typeof ingestResponseSchema
}

/**
 * A route that takes logs in: the key says the project, `?source=` or `X-Source` the source, the protocol decodes.
 * An answer of 200 means that every accepted line is on disk.
 */
export function defineIngestRoute<Params extends SourceParams>(
  endpoint: IngestEndpoint<Params>, protocol: Protocol<NoInfer<Params>>,
): EventHandler {
  return defineRoute<IngestEndpoint<Params>>(endpoint, (context) => {
    const params = context.query as Params
    return withIngestBody(context, params.source, (body, scope) => context.platform.ingest.accept(scope, protocol, body, params))
  })
}

/** A protocol's own way to name a request that may be sent again. */
export interface NamedKey { readonly name: string, readonly value: string | undefined }

/** What a route's context must have to take logs in. */
type KeyContext = Pick<RouteContext<Endpoint & { auth: 'key' }>, 'event' | 'platform' | 'principal'>

/**
 * What most ingest routes do around their protocol: finds the source, then all of `withBody`.
 * @param source name of the source; the header X-Source, then the project's default, where undefined
 * @throws AppError not_found for an unknown source, and those of withBody
 */
export async function withIngestBody<Result>(
  context: KeyContext, source: string | undefined, use: (body: Buffer, scope: IngestScope) => Promise<Result>,
): Promise<Result> {
  const { event, platform, principal } = context
  const scope = platform.identity.scopeOf(principal, { source: source ?? sourceHeader(getRequestHeader(event, 'x-source')) })
  return withBody(context, scope, (body, attempt) => use(body, { ...scope, keyId: principal.keyId, ...attempt && { attempt } }))
}

/**
 * Reads a request's body within its bounds, sees to it that what is sent again with its Idempotency-Key is stored once,
 * and gives the memory back: `body` must not be used after `use` has settled.
 * @param scope of the source that the lines go to; undefined while only the body tells
 * @param key stands for the header Idempotency-Key where that is missing
 * @param use gets the try of a request with an Idempotency-Key, for the scope that it stores with
 * @throws AppError rate_limited, also when the source's daily quota is used up, bad_request for an Idempotency-Key that
 *   is none, unprocessable for one that was used for something else, and those of readIngestBody and of `use`
 */
export async function withBody<Result>(
  { event, platform, principal }: KeyContext, scope: Scope | undefined, use: (body: Buffer, attempt?: RequestTry) => Promise<Result>, key?: NamedKey,
): Promise<Result> {
  const from = [principal.keyId, addressOf(event)] as const
  try {
    platform.admission.enter(...from)
  }
  finally {
    // Who is refused is told as well.
    tellAllowance(event, platform.admission.state(...from), scope && platform.quota.state(scope))
  }
  const idempotencyKey = idempotencyKeyOf(event, key)
  // What is sent again was counted already, and whether it is, its body tells.
  if (scope && idempotencyKey === undefined) platform.quota.check(scope)
  const { config, buffers } = platform
  const account = platform.bodyMemory.open(principal.keyId)
  let body: Buffer | undefined
  try {
    body = await readIngestBody(event.node.req, { maxBytes: config.maxBodyBytes, maxCompressedBytes: config.maxCompressedBytes, buffers, account })
    await eventLoopTurn()
    if (idempotencyKey === undefined) return await use(body)
    const request = { keyId: principal.keyId, idempotencyKey, sourceId: scope?.sourceId ?? '', address: addressAgain(event), body }
    return await useOnce(event, platform, request, use)
  }
  finally {
    if (body) buffers.give(body)
    account.close()
  }
}

function useOnce<Result>(
  event: H3Event, platform: Platform, request: KeyedRequest & { body: Buffer }, use: (body: Buffer, attempt: RequestTry) => Promise<Result>,
): Promise<Result> {
  return platform.requests.once(request, (attempt) => {
    if (attempt.isResent) setResponseHeader(event, 'Idempotency-Replayed', 'true')
    return use(request.body, attempt)
  })
}

/** Without ClickHouse's name of a query, which its clients make anew for each try. */
const addressAgain = (event: H3Event) => event.path.replace(/([?&])query_id=[^&]*/, '$1')

/** @throws AppError bad_request */
function idempotencyKeyOf(event: H3Event, named: NamedKey | undefined): string | undefined {
  const header = getRequestHeader(event, 'idempotency-key')
  const { name, value } = header === undefined && named ? named : { name: 'header Idempotency-Key', value: header }
  if (value === undefined) return undefined
  const { success, data } = idempotencyKeySchema.safeParse(value)
  if (!success) throw new AppError('bad_request', `The ${name} must have 1 to 255 visible ASCII characters, such as a UUID.`)
  return data
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/: its older form, which clients know. */
function tellAllowance(event: H3Event, ...states: readonly (BucketState | undefined)[]): void {
  const state = tightest(states)
  if (!state) return
  setResponseHeader(event, 'RateLimit-Limit', state.limit)
  setResponseHeader(event, 'RateLimit-Remaining', state.remaining)
  setResponseHeader(event, 'RateLimit-Reset', state.resetSeconds)
}

const sourceHeader = (header: string | undefined) => ingestParamsSchema.parse({ source: header }).source
