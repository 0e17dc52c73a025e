import { AppError, type QueryLimits } from '../kernel'

/** ClickHouse's error numbers (https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp). */
/** Unknown table, unknown database, and what SHOW CREATE TABLE says for the first. */
const MISSING = new Set(['60', '81', '390'])
const TOO_SLOW = new Set(['159', '160', '209'])
const TOO_MUCH = new Set(['241'])
/** Rows or bytes to read; of an answer. */
const TOO_MANY_READ = new Set(['158', '307'])
const TOO_MANY_GIVEN = new Set(['396'])
const BUSY = new Set(['202', '203', '236', '373', '394', '439', '745'])

/** What Node says when nobody answers, or the line breaks. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])

const RETRY_SECONDS = 5
const MB = 1024 ** 2

/** The table, or its database, isn't there yet: it is made with the first lines. */
export function isMissingTable(error: unknown): boolean {
  return MISSING.has(codeOf(error))
}

/** The engine had not the memory that the query would have taken. */
export const isOutOfMemory = (error: unknown): boolean => TOO_MUCH.has(codeOf(error instanceof AppError ? error.origin : error))

/**
 * What went wrong in the engine, in the user's words. What is not listed stays as it is and becomes a plain 500: it
 * is a fault of ours, and its text may tell too much.
 * @param limits that the query had, to be named
 */
export function toQueryError(error: unknown, limits?: QueryLimits): unknown {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  const origin = { origin: error }
  const wanted = (limit: keyof QueryLimits, unit: string, size = 1) => limitText(limits, limit, unit, size)
  if (TOO_SLOW.has(code) || isClientTimeout(error)) {
    return new AppError('timeout', `The query took longer than you may take${wanted('seconds', 'seconds')}. Narrow the time range, or name a service`, origin)
  }
  if (TOO_MUCH.has(code)) {
    return new AppError('unavailable', `The query needs more memory than it may have${wanted('memoryBytes', 'MB', MB)}. Narrow the time range, or ask for less at a time`, { ...origin, retryAfter: RETRY_SECONDS })
  }
  if (TOO_MANY_READ.has(code)) return readTooMuch(code === '158' ? 'readRows' : 'readBytes', limits, error)
  if (TOO_MANY_GIVEN.has(code)) return new AppError('bad_request', 'The answer would have more rows or bytes than it may have. Narrow the time range, filter or group', origin)
  if (BUSY.has(code)) {
    return new AppError('unavailable', 'The log store is busy. Try again in a moment', { ...origin, retryAfter: RETRY_SECONDS })
  }
  if (UNREACHABLE.has(code) || isBroken(error)) {
    return new AppError('unavailable', 'The log store can’t be reached just now. Try again in a moment', { ...origin, retryAfter: RETRY_SECONDS })
  }
  return error
}

/** @param which of the limits was passed */
export function readTooMuch(which: 'readRows' | 'readBytes', limits: QueryLimits | undefined, origin?: unknown): AppError {
  const most = which === 'readRows' ? limitText(limits, which, 'rows') : limitText(limits, which, 'MB', MB)
  return new AppError('bad_request', `The query would read more than you may read${most}. Narrow the time range, name a service, or ask an administrator for more`, { origin })
}

const limitText = (limits: QueryLimits | undefined, limit: keyof QueryLimits, unit: string, size = 1) =>
  limits === undefined ? '' : `: ${(limits[limit] / size).toLocaleString('en')} ${unit}`

/** The error's code: ClickHouse's number as text, or Node's name; also of what it was caused by. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && (typeof at.code === 'string' || typeof at.code === 'number')) return String(at.code)
    const number = /^Code: (\d+)\. DB::/.exec(at.message)?.[1]
    if (number !== undefined) return number
  }
  return ''
}

/** The client's own words for its request_timeout; it has no class for it. */
const isClientTimeout = (error: unknown) => error instanceof Error && error.message === 'Timeout error.'

/** The engine went away in the middle of an answer. */
const isBroken = (error: unknown) =>
  error instanceof Error && /^(?:socket hang up|aborted|terminated|Premature close)$/i.test(error.message)
