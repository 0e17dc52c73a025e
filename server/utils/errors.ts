import { ZodError } from 'zod'
import type { ErrorCode, ErrorResponse } from '#shared/schemas/errors'
import { AppError } from '../domain/kernel'

const statusOf: Record<ErrorCode, number> = {
  bad_request: 400, unauthenticated: 401, forbidden: 403, not_found: 404, method_not_allowed: 405, conflict: 409,
  too_large: 413, unsupported_media_type: 415, unprocessable: 422, rate_limited: 429, internal: 500, unavailable: 503, timeout: 504,
}

const messageOf: Record<ErrorCode, string> = {
  bad_request: 'The request can’t be understood. See /docs/api for what is expected.',
  unauthenticated: 'Log in, or send an API key as X-API-Key.',
  forbidden: 'You may not do this.',
  not_found: 'Nothing is at this address. See /docs/api for those that exist.',
  method_not_allowed: 'This address does not know the method. See /docs/api.',
  conflict: 'This is in conflict with what is there already.',
  too_large: 'The request is too large. Send it in smaller pieces.',
  unsupported_media_type: 'This content type is not understood. See /docs/api.',
  unprocessable: 'The request can’t be followed. See /docs/api for what is expected.',
  rate_limited: 'Too many requests. Try again a little later.',
  internal: 'Something went wrong on the server. The request id finds it in the server’s log.',
  unavailable: 'The server can’t do this just now. Try again a little later.',
  timeout: 'This took too long. Ask for less, such as a shorter time range.',
}

const MAX_ISSUES = 20

export interface ErrorAnswer {
  status: number
  headers: Record<string, string>
  body: ErrorResponse
  /** Nobody meant this to happen: it belongs in the log with its stack. */
  unexpected: boolean
  /** What kept us from answering, for the log: of ClickHouse or the disk. */
  obstacle?: unknown
}

/** The one place where an error becomes an answer. Text of errors that are not ours never leaves the server. */
export function toErrorAnswer(thrown: unknown, requestId?: string): ErrorAnswer {
  const error = innermost(thrown)
  if (error instanceof AppError) {
    const obstacle = error.code === 'unavailable' && error.origin !== undefined ? { obstacle: error.origin } : {}
    return { ...answer(error.code, error.message, requestId, { issues: error.issues, retryAfter: error.retryAfter }), ...obstacle }
  }
  if (error instanceof ZodError) {
    const issues = error.issues.slice(0, MAX_ISSUES)
      .map(issue => ({ path: issue.path.map(String).join('.').slice(0, 200), message: issue.message.slice(0, 500) }))
    const first = issues[0]
    return answer('bad_request', first ? `The request is not valid: ${first.path ? `${first.path}: ` : ''}${first.message}` : messageOf.bad_request, requestId, { issues })
  }
  const code = codeOfStatus(thrown)
  return answer(code, messageOf[code], requestId, {})
}

function answer(
  code: ErrorCode, message: string, requestId: string | undefined,
  extra: { issues?: { path: string, message: string }[] | undefined, retryAfter?: number | undefined },
): ErrorAnswer {
  const { issues, retryAfter } = extra
  const headers: Record<string, string> = {}
  if (retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfter)))
  if (code === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="cordwood"'
  return {
    status: statusOf[code],
    headers,
    body: { error: { code, message, ...(issues?.length ? { issues } : {}), ...(requestId ? { requestId } : {}) } },
    unexpected: code === 'internal',
  }
}

/** h3 wraps what a handler throws: ours may be the cause. */
function innermost(thrown: unknown): unknown {
  let error = thrown
  for (let depth = 0; depth < 3; depth++) {
    if (error instanceof AppError || error instanceof ZodError) return error
    error = (error as { cause?: unknown } | null | undefined)?.cause
  }
  return thrown
}

function codeOfStatus(error: unknown): ErrorCode {
  const { statusCode, unhandled } = (error ?? {}) as { statusCode?: unknown, unhandled?: unknown }
  if (unhandled || typeof statusCode !== 'number') return 'internal'
  const known = (Object.keys(statusOf) as ErrorCode[]).find(code => statusOf[code] === statusCode)
  return known ?? (statusCode >= 400 && statusCode < 500 ? 'bad_request' : 'internal')
}
