import type { ErrorResponse } from '#shared/schemas/errors'
import { commonTexts as texts } from './messages/common'

/** A refused or failed request, with a message fit to be shown. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly code: string,
    readonly issues: readonly { path: string, message: string }[] = [],
    readonly requestId?: string,
    /** Seconds after which asking again makes sense. */
    readonly retryAfter?: number,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

/** What a refused request's status, body and headers mean. */
export function errorFromBody(status: number, body: unknown, headers?: Headers): ApiError {
  const retryAfter = secondsOf(headers?.get('retry-after'))
  if (isErrorResponse(body)) {
    const { message, code, issues, requestId } = body.error
    return new ApiError(message, status, code, Array.isArray(issues) ? issues : [], requestId, retryAfter)
  }
  return new ApiError(texts.unexplained(status), status, 'internal', [], undefined, retryAfter)
}

/** Retry-After (RFC 9110, 10.2.3) in seconds; Cordwood sends no dates. */
const secondsOf = (value: string | null | undefined) => value && /^\d{1,5}$/.test(value) ? Number(value) : undefined

/** Tells our own refusals from those of a proxy between; by hand, since zod is no part of a page's first load. */
function isErrorResponse(body: unknown): body is ErrorResponse {
  const error = (body as Partial<ErrorResponse> | null | undefined)?.error
  return typeof error?.code === 'string' && typeof error.message === 'string'
}

/** Makes an ApiError of whatever a request threw. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const { statusCode, status, data, response } = (thrown ?? {}) as { statusCode?: number, status?: number, data?: unknown, response?: Response }
  const code = statusCode ?? status
  return code ? errorFromBody(code, data, response?.headers) : new ApiError(texts.unreachable, 0, 'unreachable')
}

/** Whether what was asked is at fault, as a query that does not read: to ask it again changes nothing. */
export const isRefused = (error: Error | undefined): boolean => error instanceof ApiError && error.status === 400

/** Whether a request was given up on purpose. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && (thrown.name === 'AbortError' || (thrown.cause instanceof Error && thrown.cause.name === 'AbortError'))
}
