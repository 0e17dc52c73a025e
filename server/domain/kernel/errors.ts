import type { ErrorCode } from '#shared/schemas/errors'

export interface ErrorIssue { path: string, message: string }

export interface AppErrorOptions {
  issues?: ErrorIssue[]
  /** Seconds after which asking again makes sense; becomes `Retry-After`. */
  retryAfter?: number
  /** The error that this one stands for. */
  origin?: unknown
}

/**
 * What the domain throws when a request can't be served. `message` reaches the user: it says what happened and what
 * to do, and never holds a secret or a detail of the inside. Anything else that is thrown becomes a plain 500.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly issues: ErrorIssue[] | undefined
  readonly retryAfter: number | undefined
  /** What lies behind it, for the log. Not `cause`: h3 would pass that on in place of this error. */
  readonly origin: unknown

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.issues = options.issues
    this.retryAfter = options.retryAfter
    this.origin = options.origin
  }
}

/** A miss, or something of another tenant: both look the same from outside. */
export const notFound = (what: string) => new AppError('not_found', `${what} was not found`)
