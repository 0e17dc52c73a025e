import { STATUS_CODES } from 'node:http'
import { defineEventHandler, setResponseHeaders, setResponseStatus, type EventHandler, type H3Event } from 'h3'
import { toErrorAnswer, type ErrorAnswer } from './errors'
import { pathOf } from './requests'

/** A refusal in the words of a protocol. */
export interface FormedError { status: number, type: string, body: string | Buffer }

/**
 * A route whose refusals have a protocol's own form, for senders that read them: what its handler throws goes through
 * the one error mapper, then through `form`, which gets what was thrown as well. Retry-After and the like stay.
 */
export function withErrorForm(route: EventHandler, form: (event: H3Event, answer: ErrorAnswer, thrown: unknown) => FormedError): EventHandler {
  return defineEventHandler(async (event) => {
    try {
      return await route(event) as unknown
    }
    catch (error) {
      const { requestId, platform } = event.context
      const answer = toErrorAnswer(error, requestId)
      if (answer.unexpected) {
        const text = error instanceof Error ? error.stack ?? String(error) : String(error)
        platform?.logger.error({ requestId, method: event.method, path: pathOf(event.path), error: text }, 'request failed')
      }
      const { status, type, body } = form(event, answer, error)
      setResponseHeaders(event, { ...answer.headers, 'content-type': type as 'application/json' })
      setResponseStatus(event, status, STATUS_CODES[status])
      return body
    }
  })
}
