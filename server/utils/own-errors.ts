import { defineEventHandler, setResponseHeaders, setResponseStatus, type EventHandler, type H3Event } from 'h3'
import { toErrorAnswer, type ErrorAnswer } from './errors'

/** An error as the clients of one protocol expect it. */
export interface OwnError { type: string, body: string }

/**
 * Gives the refusals of a route the form of its protocol: clients of other products can't read ours. Status, headers
 * and log stay those of the one error mapper.
 */
export function withOwnErrors(handler: EventHandler, form: (answer: ErrorAnswer, event: H3Event) => OwnError): EventHandler {
  return defineEventHandler(async (event) => {
    try {
      return await handler(event) as unknown
    }
    catch (error) {
      const { requestId, platform } = event.context
      const answer = toErrorAnswer(error, requestId)
      if (answer.unexpected) {
        const text = error instanceof Error ? error.stack : String(error)
        platform?.logger.error({ requestId, method: event.method, path: event.path.split('?', 1)[0], error: text }, 'request failed')
      }
      const { type, body } = form(answer, event)
      setResponseHeaders(event, { ...answer.headers, 'content-type': type })
      setResponseStatus(event, answer.status)
      return body
    }
  })
}

/** Loki's refusals: the text alone. */
export const asText = ({ body }: ErrorAnswer): OwnError => ({ type: 'text/plain; charset=utf-8', body: `${body.error.message}\n` })
