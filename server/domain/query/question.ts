import { AppError } from '../kernel'
import type { Filter, Level } from '#shared/schemas/query'
import type { Moment } from '#shared/schemas/time'
import { momentNanos } from '#shared/utils/moment'
import { tablesOf, type OpenScope, type Tables } from './tables'

/** A half-open range of time, nanoseconds since 1970: `start` belongs to it, `end` does not. */
export interface Range {
  readonly start: bigint
  readonly end: bigint
}

/** Which records of which tables are meant: a filter, read and put into one form. */
export interface Question extends Range {
  readonly tables: Tables
  readonly services: readonly string[]
  readonly levels: readonly Level[]
  readonly keyword: string | undefined
  readonly tags: readonly Tag[]
}

export interface Tag { readonly name: string, readonly values: readonly string[] }

/** What DateTime64(9) holds: 1900-01-01 to 2262-04-11. */
const EARLIEST = -2_208_988_800_000_000_000n
const LATEST = 9_223_372_036_854_775_807n

/** More would make a query that takes the engine longer to read than to run. */
const MAX_FILTER_CHARACTERS = 200_000

/** @throws AppError bad_request when a moment can't be read, or the range is empty */
export function readQuestion(scope: OpenScope, filter: Filter): Question {
  const question = {
    tables: tablesOf(scope),
    ...readRange(filter.start, filter.end),
    services: list(filter.service),
    levels: list(filter.level),
    keyword: filter.keyword || undefined,
    tags: Object.entries(filter.tags ?? {})
      .map(([name, values]) => ({ name, values: list(values) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  checkSize(question)
  return question
}

/** @throws AppError bad_request when a moment can't be read, or the range is empty */
export function readRange(start: Moment, end: Moment): Range {
  const from = readMoment('start', start)
  const to = readMoment('end', end)
  if (to <= from) {
    throw new AppError('bad_request', 'The time range is empty: `end` must be later than `start`', {
      issues: [{ path: 'end', message: 'Must be later than `start`' }],
    })
  }
  return { start: clamp(from), end: clamp(to) }
}

function readMoment(path: 'start' | 'end', value: Moment): bigint {
  const nanos = momentNanos(value)
  if (nanos !== undefined) return nanos
  const message = 'Expected RFC 3339 (2026-01-31T12:00:00Z) or a number of seconds, milliseconds, microseconds or nanoseconds since 1970'
  throw new AppError('bad_request', `\`${path}\` is not a time. ${message}`, { issues: [{ path, message }] })
}

const clamp = (nanos: bigint) => (nanos < EARLIEST ? EARLIEST : nanos > LATEST ? LATEST : nanos)

/** One or many, without repeats, in an order of their own: equal filters become equal questions. */
function list<T extends string>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : [...new Set(Array.isArray(value) ? value : [value])].sort()
}

function checkSize(question: Question): void {
  const texts = [...question.services, ...question.tags.flatMap(tag => [tag.name, ...tag.values])]
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_FILTER_CHARACTERS) {
    throw new AppError('bad_request', `The filter is too large: its services and tags may have ${MAX_FILTER_CHARACTERS} characters together. Ask for fewer values`)
  }
}
