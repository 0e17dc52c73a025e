import { defineEventHandler, getRequestHeader, setResponseStatus, type EventHandler, type H3Event } from 'h3'
import type { Endpoint } from '#shared/api/endpoint'
import type { ErrorCode } from '#shared/schemas/errors'
import type { hecAckRequestSchema, hecAckResponseSchema, hecAnswerSchema, hecParamsSchema } from '#shared/schemas/splunk'
import { codeOfReason, createAckIds, hecAnswer, isChannel, mayRefuse, readsLines, type HecAnswer, type HecCode, type HecMetadata, type Protocol } from '../domain/ingest'
import { credentialOf } from './credentials'
import { withErrorForm, type FormedError } from './error-form'
import type { ErrorAnswer } from './errors'
import { withIngestBody } from './ingest-route'
import { defineRoute } from './route'

interface HecEndpoint extends Endpoint {
  readonly auth: 'key'
  readonly query: typeof hecParamsSchema
  readonly response: typeof hecAnswerSchema
}

interface AckEndpoint extends Endpoint {
  readonly auth: 'key'
  readonly query: typeof hecParamsSchema
  readonly body: typeof hecAckRequestSchema
  readonly response: typeof hecAckResponseSchema
}

interface HealthEndpoint extends Endpoint { readonly auth: 'none', readonly response: typeof hecAnswerSchema }

const acks = createAckIds(Date.now)

/** A refusal by one of Splunk's numbers, on its way to the answer. */
class HecRefusal extends Error {
  constructor(readonly answer: HecAnswer) {
    super(answer.body.text)
  }
}

/** A route that takes events as Splunk's HTTP Event Collector does, and answers as it. */
export function defineHecRoute(endpoint: HecEndpoint, protocol: Protocol<HecMetadata>): EventHandler {
  return withHecErrors(defineRoute<HecEndpoint>(endpoint, (context) => {
    const { event, platform, query } = context
    const channel = channelOf(event, query.channel)
    // By X-Source only: `?source=` is Splunk's
    return withIngestBody(context, undefined, async (body, scope) => {
      const decoded = protocol.decode(body, query, { now: Date.now(), limits: platform.config.limits, plainLines: readsLines(scope), withOrigins: mayRefuse(scope) })
      const { records, rejects } = decoded
      if (records.length === 0 && rejects.length === 0) throw new HecRefusal(hecAnswer(5))
      const unfit = await platform.ingest.store(scope, protocol.name, decoded, body.length)
      if (records.length === unfit.length) {
        const reason = (rejects[0] ?? unfit[0])?.reason
        throw new HecRefusal(hecAnswer(codeOfReason(reason), { 'invalid-event-number': 0, 'detail': reason }))
      }
      // Not Splunk's 400, which stands for all from the first bad event on: senders that send those again would double the good ones
      const refused = rejects.length + unfit.length
      const rejected = refused > 0 ? { rejected: refused } : {}
      return hecAnswer(0, channel === undefined ? rejected : { ...rejected, ackId: acks.next() }).body
    })
  }))
}

/** Answers which requests are safe, by their numbers. */
export function defineHecAckRoute(endpoint: AckEndpoint): EventHandler {
  return withHecErrors(defineRoute<AckEndpoint>(endpoint, ({ event, query, body }) => {
    if (channelOf(event, query.channel) === undefined) throw new HecRefusal(hecAnswer(10))
    return { acks: Object.fromEntries(body.acks.map(id => [String(id), acks.wasGiven(id)])) }
  }))
}

/** Healthy while the spool takes lines: what lies behind it may be away for a time. */
export function defineHecHealthRoute(endpoint: HealthEndpoint): EventHandler {
  return withHecErrors(defineRoute<HealthEndpoint>(endpoint, async ({ platform }) => {
    const { checks } = await platform.health()
    const answer = hecAnswer(checks.spool === 'ok' ? 17 : 18)
    if (answer.status !== 200) throw new HecRefusal(answer)
    return answer.body
  }))
}

/** The channel of a request; undefined when it names none. @throws HecRefusal */
function channelOf(event: H3Event, parameter: string | undefined): string | undefined {
  const channel = getRequestHeader(event, 'x-splunk-request-channel') ?? parameter
  if (channel === undefined || channel === '') return undefined
  if (!isChannel(channel)) throw new HecRefusal(hecAnswer(11))
  return channel
}

const codes: Partial<Record<ErrorCode, HecCode>> = {
  bad_request: 6, unsupported_media_type: 6, unprocessable: 6, not_found: 7, too_large: 27, rate_limited: 9, unavailable: 9, timeout: 9,
}

const OWN_STATUS = new Set<ErrorCode>(['rate_limited', 'unsupported_media_type', 'unprocessable'])

function withHecErrors(route: EventHandler): EventHandler {
  return withErrorForm(defineEventHandler(async (event) => {
    try {
      return await route(event) as unknown
    }
    catch (error) {
      if (!(error instanceof HecRefusal)) throw error
      setResponseStatus(event, error.answer.status)
      return error.answer.body
    }
  }), (event, answer) => formed(answerTo(event, answer)))
}

/** In Splunk's words; what Cordwood has to say about it stands beside them. */
function answerTo(event: H3Event, { status, body: { error } }: ErrorAnswer): HecAnswer {
  if (error.code === 'unauthenticated') return hecAnswer(tokenCode(event), { detail: error.message })
  const answer = hecAnswer(codes[error.code] ?? 8, { detail: error.message })
  // Splunk's numbers have no text for these
  return OWN_STATUS.has(error.code) ? { ...answer, status } : answer
}

/** Missing, in no form that can be read, or not known. */
function tokenCode(event: H3Event): HecCode {
  if (credentialOf(event.node.req.headers) !== undefined) return 4
  return getRequestHeader(event, 'authorization') ? 3 : 2
}

const formed = ({ status, body }: HecAnswer): FormedError => ({ status, type: 'application/json', body: JSON.stringify(body) })
