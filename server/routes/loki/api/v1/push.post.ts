import { getRequestHeader } from 'h3'
import { endpoints } from '#shared/api/endpoints'
import { decodeLokiPush, LOKI, LOKI_DEFAULTS } from '~~/server/domain/ingest'
import { AppError } from '~~/server/domain/kernel'
import { withErrorForm } from '~~/server/utils/error-form'
import { withIngestBody } from '~~/server/utils/ingest-route'
import { defineRoute } from '~~/server/utils/route'

/** Loki's refusals are plain text. */
export default withErrorForm(defineRoute(endpoints.lokiPush, context => withIngestBody(context, context.query.source, async (body, scope) => {
  const { ingest, config } = context.platform
  const options = { ...LOKI_DEFAULTS, now: Date.now(), maxBytes: config.maxBodyBytes }
  const push = decodeLokiPush(body, getRequestHeader(context.event, 'content-type'), options)
  if (push.refusal !== undefined) throw new AppError('too_large', push.refusal)
  await ingest.store(scope, LOKI, push, body.length)
  // Some clients send the whole batch again after a refusal: only one with nothing in it for us gets one.
  if (push.records.length === 0 && push.rejects.length > 0) {
    throw new AppError('bad_request', `${push.rejects[0]!.reason}. Nothing of this push could be read; its bytes are kept in the project’s dead letters.`)
  }
})), (_event, { status, body }) => ({ status, type: 'text/plain; charset=utf-8', body: `${body.error.message}\n` }))
