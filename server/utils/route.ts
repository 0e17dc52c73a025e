import { defineEventHandler, getQuery, getRouterParams, setResponseStatus, type EventHandler, type H3Event } from 'h3'
import type { z } from 'zod'
import type { Auth, Endpoint } from '#shared/api/endpoint'
import type { KeyPrincipal, Principal, UserPrincipal } from '../domain/identity'
import { AppError } from '../domain/kernel'
import { platformOf, projectIn } from './asking'
import { readJson } from './body'
import { credentialOf } from './credentials'
import { addressOf, usePlatform, type Platform } from './platform'
import { readQuery } from './query-parameters'
import { sessionUserOf } from './session'

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type Answer<E extends Endpoint> = E extends { response: infer Schema extends z.ZodType } ? z.input<Schema>
  : E extends { answers: readonly unknown[] } ? unknown : void
type PrincipalOf<A extends Auth> = { none: undefined, session: UserPrincipal, member: Principal, key: KeyPrincipal }[A]

/** What a handler gets: everything checked. */
export interface RouteContext<E extends Endpoint> {
  event: H3Event
  platform: Platform
  principal: PrincipalOf<E['auth']>
  params: Parsed<E['params']>
  query: Parsed<E['query']>
  body: Parsed<E['body']>
  /** The client's network address. */
  address: string
}

/**
 * A route of the catalogue: authenticates, parses parameters, query and body with the endpoint's schemas, sets the
 * status. The handler makes one call and returns the answer; what it throws goes to the one error mapper.
 */
export function defineRoute<const E extends Endpoint>(
  endpoint: E, handler: (context: RouteContext<E>) => Answer<E> | Promise<Answer<E>>,
): EventHandler {
  const empty = !endpoint.response && !endpoint.answers
  const status = endpoint.status ?? (empty ? 204 : 200)
  return defineEventHandler(async (event) => {
    const platform = usePlatform(event)
    const principal = await authenticate(event, endpoint)
    const [params, query] = [endpoint.params?.parse(getRouterParams(event, { decode: true })), readQuery(endpoint, getQuery(event))]
    const body = endpoint.body && endpoint.body.parse(await readJson(event))
    const context = {
      event, principal, params, query, body,
      platform: platformOf(platform, principal, projectIn(body, query)),
      address: addressOf(event),
    } as RouteContext<E>
    // Only after the handler: an error brings its own status.
    const answer = await handler(context)
    if (!event.handled) setResponseStatus(event, status)
    return empty ? null : answer
  })
}

/**
 * Who asks. A key that is sent must be good, even where a session would do.
 * @throws AppError unauthenticated
 */
export async function authenticate(event: H3Event, { auth, keyParameter }: Endpoint): Promise<Principal | undefined> {
  if (auth === 'none') return undefined
  const secret = auth === 'session' ? undefined : requestCredential(event, keyParameter)
  if (secret !== undefined) {
    const key = usePlatform(event).identity.authenticateKey(secret)
    if (!key) throw new AppError('unauthenticated', 'The API key is unknown or was deleted. Make one under Settings → API keys.')
    return key
  }
  if (auth === 'key') {
    throw new AppError('unauthenticated', 'Send an API key: as X-API-Key, as Authorization: Bearer, or as the password of Basic.')
  }
  const user = await sessionUserOf(event)
  if (!user) {
    throw new AppError('unauthenticated', auth === 'session' ? 'Log in first: this needs a session.' : 'Log in, or send an API key as X-API-Key.')
  }
  return user
}

/** The API key that a request carries in a header, or in the query parameter of that name. */
export function requestCredential(event: H3Event, parameter: string | undefined): string | undefined {
  const inQuery = parameter === undefined ? undefined : getQuery(event)[parameter]
  return credentialOf(event.node.req.headers) ?? (typeof inQuery === 'string' && inQuery !== '' ? inQuery : undefined)
}
