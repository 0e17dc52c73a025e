import { getRequestHeader, setResponseHeader, type EventHandler, type H3Event } from 'h3'
import type { Endpoint } from '#shared/api/endpoint'
import type { ingestParamsSchema } from '#shared/schemas/ingest'
import { decodeOtlp, encodingOfType, exportAnswer, OTLP, statusAnswer, type IngestScope, type OtlpDecoded, type OtlpEncoding } from '../domain/ingest'
import { AppError } from '../domain/kernel'
import { withErrorForm } from './error-form'
import { withIngestBody } from './ingest-route'
import type { Platform } from './platform'
import { defineRoute } from './route'

interface OtlpEndpoint extends Endpoint {
  readonly auth: 'key'
  readonly query: typeof ingestParamsSchema
  readonly answers: NonNullable<Endpoint['answers']>
}

/**
 * A route that takes logs as OTLP/HTTP and answers as it wants it (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response):
 * in the encoding of the request, refusals as google.rpc.Status.
 */
export function defineOtlpRoute(endpoint: OtlpEndpoint): EventHandler {
  const route = defineRoute<OtlpEndpoint>(endpoint, context => withIngestBody(context, context.query.source, async (body, scope) => {
    const decoded = decodeOtlp(body, { now: Date.now(), limits: context.platform.config.limits })
    // Who mislabels the body reads the answer as it was labelled
    const encoding = encodingOfType(getRequestHeader(context.event, 'content-type')) ?? decoded.encoding
    const refused = await keep(context.platform, scope, decoded, body.length)
    const answer = exportAnswer(encoding, refused.count, messageOf(refused))
    setResponseHeader(context.event, 'content-type', answer.type as 'application/json')
    return answer.body
  }))
  return withErrorForm(route, (event, { status, body }) => {
    const answer = statusAnswer(encodingOfRequest(event), status, body.error.message)
    return { status, ...answer }
  })
}

interface Refused { readonly count: number, readonly reason: string | undefined }

/** @throws AppError bad_request when not one record could be stored, unavailable */
async function keep(platform: Platform, scope: IngestScope, decoded: OtlpDecoded, bytes: number): Promise<Refused> {
  const { records, rejects, rejected } = decoded
  const unfit = await platform.ingest.store(scope, OTLP, decoded, bytes)
  const refused = { count: rejected + unfit.length, reason: rejects[0]?.reason ?? unfit[0]?.reason }
  if (records.length === unfit.length && refused.count > 0) {
    throw new AppError('bad_request', `Nothing of this request could be read: ${refused.reason}. The bytes are kept in the project’s dead letters.`)
  }
  return refused
}

const messageOf = ({ count, reason }: Refused) => count === 0
  ? ''
  : `${count} log records could not be read; the first: ${reason}. They are kept in the project’s dead letters.`

const encodingOfRequest = (event: H3Event): OtlpEncoding => encodingOfType(getRequestHeader(event, 'content-type')) ?? 'json'
