import { getRequestHeader } from 'h3'
import { endpoints } from '#shared/api/endpoints'
import { decodeLokiPush, LOKI, lokiMemory, readsLines } from '~~/server/domain/ingest'
import { AppError } from '~~/server/domain/kernel'
import { withErrorForm } from '~~/server/utils/error-form'
import { withIngestBody } from '~~/server/utils/ingest-route'
import { defineRoute } from '~~/server/utils/route'

const route = defineRoute(endpoints.lokiPush, context => withIngestBody(context, context.query.source, async (body, scope) => {
  const { ingest, config, bodyMemory } = context.platform
  const type = getRequestHeader(context.event, 'content-type')
  const account = bodyMemory.open(context.principal.keyId)
  try {
    // More than may be taken is refused below, and takes nothing.
    account.take(Math.min(lokiMemory(body, type), config.maxBodyBytes))
    const { discoverServiceName = true, discoverLogLevels = true } = scope
    const settings = { discoverServiceName, discoverLogLevels: discoverLogLevels && !readsLines(scope) }
    const push = decodeLokiPush(body, type, { ...settings, now: Date.now(), maxBytes: config.maxBodyBytes, limits: config.limits })
    const unfit = await ingest.store(scope, LOKI, push, body.length)
    const refused = [...push.rejects, ...unfit]
    // Some clients send the whole batch again after a refusal: only one with nothing in it for us gets one.
    if (push.records.length === unfit.length && refused.length > 0) {
      throw new AppError('bad_request', `${refused[0]!.reason}. Nothing of this push could be read; its bytes are kept in the project’s dead letters.`)
    }
  }
  finally {
    account.close()
  }
}))

/** Loki's refusals are plain text. */
export default withErrorForm(route, (_event, { status, body }) => ({ status, type: 'text/plain; charset=utf-8', body: `${body.error.message}\n` }))
