import { getRequestHeader, setResponseHeader, type EventHandler } from 'h3'
import type { z } from 'zod'
import type { Endpoint } from '#shared/api/endpoint'
import { ingestParamsSchema, type ingestResponseSchema } from '#shared/schemas/ingest'
import type { Protocol } from '../domain/ingest'
import { readIngestBody } from './ingest-body'
import { defineRoute } from './route'

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
  return defineRoute<IngestEndpoint<Params>>(endpoint, async ({ event, platform, principal, query }) => {
    const params = query as Params
    const scope = platform.identity.scopeOf(principal, { source: params.source ?? sourceHeader(getRequestHeader(event, 'x-source')) })
    const giveBack = platform.bodyMemory.reserve(expectedBytes(getRequestHeader(event, 'content-length')))
    let body: Buffer | undefined
    try {
      body = await readIngestBody(event.node.req, platform.config.maxBodyBytes, platform.buffers)
      return await platform.ingest.accept({ ...scope, keyId: principal.keyId }, protocol, body, params)
    }
    finally {
      giveBack()
      if (body) platform.buffers.give(body)
      // A body that was left half-read must not be taken for the next request.
      if (!event.node.req.complete) setResponseHeader(event, 'connection', 'close')
    }
  })
}

const sourceHeader = (header: string | undefined) => ingestParamsSchema.parse({ source: header }).source

/** Compressed bodies grow and chunked ones say nothing: a middling guess, so that the bound holds on the whole. */
function expectedBytes(contentLength: string | undefined): number {
  const bytes = Number(contentLength)
  return Number.isFinite(bytes) && bytes > 0 ? bytes * 2 : 1024 * 1024
}
