import type { ErrorCode } from '#shared/schemas/errors'
import { AppError } from '../../kernel'

/** ClickHouse's numbers of the exceptions that this protocol throws (`errorCodeToName` knows them all). */
export const EXCEPTIONS = {
  BAD_ARGUMENTS: 36, NOT_IMPLEMENTED: 48, UNKNOWN_TABLE: 60, SYNTAX_ERROR: 62, UNKNOWN_FORMAT: 73, UNKNOWN_DATABASE: 81,
  UNKNOWN_COMPRESSION_METHOD: 89, UNKNOWN_SETTING: 115, INCORRECT_DATA: 117, TIMEOUT_EXCEEDED: 159, READONLY: 164,
  REQUIRED_PASSWORD: 194, TOO_MANY_SIMULTANEOUS_QUERIES: 202, QUERY_IS_TOO_LARGE: 229, TOO_MANY_PARTS: 252,
  UNKNOWN_QUERY_PARAMETER: 456, ACCESS_DENIED: 497, AUTHENTICATION_FAILED: 516, UNSUPPORTED_MEDIA_TYPE: 779, UNKNOWN_EXCEPTION: 1002,
} as const

export type ExceptionName = keyof typeof EXCEPTIONS

/** Each with the status that ClickHouse gives it, where that tells clients the right thing to do: none of these helps by repeating. */
const statuses = {
  NOT_IMPLEMENTED: 'bad_request', UNKNOWN_TABLE: 'not_found', SYNTAX_ERROR: 'bad_request', UNKNOWN_FORMAT: 'not_found', UNKNOWN_DATABASE: 'not_found',
  UNKNOWN_COMPRESSION_METHOD: 'unsupported_media_type', UNKNOWN_SETTING: 'not_found', INCORRECT_DATA: 'bad_request', READONLY: 'method_not_allowed',
  QUERY_IS_TOO_LARGE: 'too_large', UNKNOWN_QUERY_PARAMETER: 'bad_request', BAD_ARGUMENTS: 'bad_request',
} as const satisfies Partial<Record<ExceptionName, ErrorCode>>

/** A refusal by one of ClickHouse's exceptions. */
export class ClickHouseException extends AppError {
  constructor(readonly exception: keyof typeof statuses, message: string) {
    super(statuses[exception], message)
  }
}

/** The exceptions of refusals that are the same for every protocol. Clients repeat the two for backpressure. */
const ofCodes: Record<ErrorCode, ExceptionName> = {
  bad_request: 'BAD_ARGUMENTS', unauthenticated: 'AUTHENTICATION_FAILED', forbidden: 'ACCESS_DENIED', not_found: 'UNKNOWN_TABLE', method_not_allowed: 'READONLY',
  conflict: 'BAD_ARGUMENTS', too_large: 'QUERY_IS_TOO_LARGE', unsupported_media_type: 'UNSUPPORTED_MEDIA_TYPE', unprocessable: 'BAD_ARGUMENTS',
  rate_limited: 'TOO_MANY_SIMULTANEOUS_QUERIES', unavailable: 'TOO_MANY_PARTS', timeout: 'TIMEOUT_EXCEEDED', internal: 'UNKNOWN_EXCEPTION',
}

/** The exception that stands for an error of the server. */
export const exceptionOf = (error: unknown, code: ErrorCode): ExceptionName =>
  error instanceof ClickHouseException ? error.exception : ofCodes[code]

/** An exception as ClickHouse writes it into its answers, and its clients read it there. */
export const exceptionText = (name: ExceptionName, message: string): string =>
  `Code: ${EXCEPTIONS[name]}. DB::Exception: ${message} (${name})\n`
