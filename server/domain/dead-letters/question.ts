import type { DeadLetterFilter } from '#shared/schemas/dead-letters'
import { AppError, notFound } from '../kernel'
import { parseRecordId, readRange, type Identity, type SqlPart } from '../query'
import { KIND } from './reason-kinds'
import type { LetterScope } from './types'

/** Which letters of which project are meant: a filter, read and put into one form. Times are milliseconds since 1970. */
export interface Question {
  readonly projectId: string
  readonly start: bigint
  /** Exclusive. */
  readonly end: bigint
  readonly reasons: readonly string[]
  readonly sourceIds: readonly string[]
  readonly protocols: readonly string[]
  readonly keyIds: readonly string[]
  readonly text: string
}

/** What a count leaves aside of the filter. */
export type Facet = 'reasons' | 'sourceIds' | 'protocols' | 'keyIds'

/** @throws AppError bad_request for a range that can't be read, not_found for a source that the project lacks */
export function readQuestion(scope: LetterScope, filter: DeadLetterFilter): Question {
  const { start, end } = readRange(filter.start, filter.end)
  return {
    projectId: scope.projectId,
    start: ceilMillis(start),
    end: ceilMillis(end),
    reasons: list(filter.reason),
    sourceIds: list(filter.source).map(name => sourceId(scope, name)),
    protocols: list(filter.protocol),
    keyIds: list(filter.key),
    text: filter.text ?? '',
  }
}

function sourceId(scope: LetterScope, name: string): string {
  const source = scope.sources.find(candidate => candidate.name === name)
  if (source === undefined) throw notFound(`The source ${JSON.stringify(name)}`)
  return source.id
}

const list = <T extends string>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : [...new Set([value].flat() as T[])].sort()

/** Letters have whole milliseconds: one is at or after a moment when it is at or after the next whole millisecond. */
function ceilMillis(nanos: bigint): bigint {
  const millis = nanos / 1_000_000n
  return millis * 1_000_000n < nanos ? millis + 1n : millis
}

/** Every statement begins with this: nobody reads or touches the letters of another project. */
const tenantPart = (projectId: string): SqlPart => ({ sql: ['ProjectId = {project:String}'], params: { project: projectId } })

/** With the condition that letters are not older than their project keeps them. For reading: mutations must not depend on the clock. */
export const keptPart = ({ retentionDays }: LetterScope, filter: SqlPart): SqlPart => ({
  sql: [...filter.sql, 'ReceivedAt > now64(3) - toIntervalDay({keptDays:UInt32})'],
  params: { ...filter.params, keptDays: retentionDays },
})

/** What a letter must be like. */
export function filterPart(question: Question, without?: Facet): SqlPart {
  const parts = [
    tenantPart(question.projectId),
    {
      sql: ['ReceivedAt >= fromUnixTimestamp64Milli({start:Int64})', 'ReceivedAt < fromUnixTimestamp64Milli({end:Int64})'],
      params: { start: String(question.start), end: String(question.end) },
    },
    ...FACETS.filter(facet => facet !== without && question[facet].length > 0)
      .map(facet => ({ sql: [facet === 'reasons' ? OF_REASONS : `${groupOf[facet]} IN {${facet}:Array(String)}`], params: { [facet]: question[facet] } })),
    ...(question.text === '' ? [] : [textPart(question.text)]),
  ]
  return { sql: parts.flatMap(part => part.sql), params: Object.assign({}, ...parts.map(part => part.params)) }
}

/** What letters are counted by. */
export const groupOf = { reasons: KIND, sourceIds: 'SourceId', protocols: 'Protocol', keyIds: 'KeyId' } as const
const FACETS = Object.keys(groupOf) as Facet[]
/** Those as they are counted, and one with its value. */
const OF_REASONS = `(Reason IN {reasons:Array(String)} OR ${KIND} IN {reasons:Array(String)})`

const textPart = (text: string): SqlPart => ({
  sql: ['(positionCaseInsensitiveUTF8(Reason, {text:String}) > 0 OR positionCaseInsensitiveUTF8(Raw, {text:String}) > 0)'],
  params: { text },
})

/** A letter's id in SQL. */
export const ID = 'concat(toString(Segment), \'-\', toString(Ordinal))'

/** These letters of the project. Segment is said by itself too: days of arrival, which are partitions, follow from it. */
export function idsPart(projectId: string, ids: readonly string[]): SqlPart {
  const identities = ids.map(readId)
  const tenant = tenantPart(projectId)
  return {
    sql: [...tenant.sql, 'Segment IN {segments:Array(UInt64)}', `${ID} IN {ids:Array(String)}`],
    params: {
      ...tenant.params,
      // Not as text, which an array of numbers refuses.
      segments: [...new Set(identities.map(({ segment }) => segment))].map(BigInt),
      ids: identities.map(({ segment, ordinal }) => `${segment}-${ordinal}`),
    },
  }
}

function readId(id: string): Identity {
  const identity = parseRecordId(id)
  if (identity === undefined) throw new AppError('bad_request', `${JSON.stringify(id.slice(0, 40))} is not the id of a dead letter`)
  return identity
}
