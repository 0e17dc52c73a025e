import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { getQuery, H3Event, type WebSocketOptions } from 'h3'
import type { z } from 'zod'
import { endpoints } from '#shared/api/endpoints'
import type { tailParamsSchema } from '#shared/schemas/tail'
import { lokiTailSchema } from '#shared/schemas/loki'
import type { Principal } from '../../domain/identity'
import { notFound } from '../../domain/kernel'
import type { Tail } from '../../domain/tail'
import { toErrorAnswer } from '../errors'
import { wantsCategories } from '../loki-queries'
import { lokiQuery, readAddress, sourceHeader } from '../loki-read'
import type { Platform } from '../platform'
import { readQuery } from '../query-parameters'
import { pathOf, refuseForeign } from '../requests'
import { authenticate } from '../route'
import { lokiTailForm } from './loki-messages'
import { tailMessage, formOnce } from './messages'
import { openOwnTail, openTail } from './open'
import { sendTail, type SocketForm, type TailSocket } from './socket'

interface Offer { readonly tail: Tail, readonly form: SocketForm }
type Open = (event: H3Event, principal: Principal) => Offer
type Hooks = NonNullable<WebSocketOptions['hooks']>
type UpgradeRequest = Parameters<NonNullable<Hooks['upgrade']>>[0]

const ownForm: SocketForm = { messageOf: formOnce(event => JSON.stringify(tailMessage(event))), breaksOff: false }

const routes: Readonly<Record<string, Open>> = {
  [endpoints.tail.path]: (event, principal) =>
    ({ tail: openOwnTail(event, principal, readQuery(endpoints.tail, getQuery(event)) as z.output<typeof tailParamsSchema>), form: ownForm }),
  [endpoints.lokiTail.path]: (event, principal) => {
    const { source = sourceHeader(event), project, query, limit, start } = lokiTailSchema.parse(readAddress(event))
    return { tail: openTail(event, { principal, source, project, query: lokiQuery(query), limit, start }), form: { messageOf: lokiTailForm(wantsCategories(event)), breaksOff: true } }
  },
}

/** Whether an address speaks WebSocket. */
export const isSocketPath = (path: string): boolean => Object.hasOwn(routes, path)

/** Live tails over WebSocket. Middleware does not run here: this does what it would. */
export function createTailHooks(platform: () => Platform | undefined): Partial<Hooks> {
  const offers = new WeakMap<object, () => Offer>()
  return {
    async upgrade(request) {
      const event = eventOf(request, platform())
      try {
        const open = await admit(event)
        // Refuses what would be. The handshake may still fail, and nobody would close the tail then.
        open().tail.close()
        offers.set(request.context, open)
        return undefined
      }
      catch (error) {
        return refusal(event, error)
      }
    },
    open(peer) {
      const socket = peer.websocket as unknown as TailSocket
      try {
        const { tail, form } = offers.get(peer.context)!()
        void sendTail(socket, tail, form)
      }
      catch {
        // All seats were taken since: try again later (RFC 6455, section 7.4).
        socket.close(1013, 'Try again')
      }
    },
  }
}

/** @throws AppError not_found, forbidden, unauthenticated */
async function admit(event: H3Event): Promise<() => Offer> {
  const path = pathOf(event.path)
  if (!isSocketPath(path)) throw notFound('A WebSocket at this address')
  // Browsers send cookies with a socket of any web site, and let the site read it.
  refuseForeign('POST', event.node.req.headers, true)
  const principal = await authenticate(event, endpoints.tail)
  return () => routes[path]!(event, principal!)
}

/** The request as routes know it. crossws keeps Node's to itself. */
function eventOf({ url, headers }: UpgradeRequest, platform: Platform | undefined): H3Event {
  const req = new IncomingMessage(new Socket())
  const { pathname = '/', search = '' } = URL.parse(url) ?? {}
  req.method = 'GET'
  req.url = pathname + search
  req.headers = Object.fromEntries(new Headers(headers))
  const event = new H3Event(req, new ServerResponse(req))
  // Sessions look for their settings there.
  event.context.nitro = { errors: [] }
  if (platform) event.context.platform = platform
  return event
}

/** In the form of the address. crossws encodes the values of headers: there are only those that stay as they are. */
function refusal(event: H3Event, error: unknown): Response {
  const { platform } = event.context
  const path = pathOf(event.path)
  const { status, body, headers, unexpected } = toErrorAnswer(error)
  if (unexpected) platform?.logger.error({ err: error, path }, 'a live tail could not begin')
  else platform?.logger.info({ path: path.slice(0, 500), status }, 'a WebSocket was refused')
  const bytes = new TextEncoder().encode(path === endpoints.lokiTail.path ? `${body.error.message}\n` : JSON.stringify(body))
  const retryAfter = headers['retry-after']
  return new Response(bytes, { status, headers: { 'connection': 'close', 'content-length': String(bytes.length), ...retryAfter === undefined ? {} : { 'retry-after': retryAfter } } })
}
