import type { DeadLetterFilter } from '#shared/schemas/dead-letters'
import { parseRange, rangeParameters, resolveRange, type TimeRange } from './time-range'

/** What the page of dead letters shows, as it stands in the address. */
export interface DeadLetterState {
  range: TimeRange
  reasons: string[]
  sources: string[]
  protocols: string[]
  keys: string[]
  text: string
}

/** A query string as vue-router hands it out. */
type Parameters = Record<string, string | null | undefined | (string | null)[]>

/** All that is kept: an inbox begins with everything. */
export const WHOLE_INBOX: TimeRange = { kind: 'relative', duration: '30d' }

const many = (value: Parameters[string]): string[] =>
  [...new Set([value].flat().filter((item): item is string => typeof item === 'string' && item !== ''))]

/** Reads the state from an address. What it does not understand is left out. */
export function parseDeadLetterState(query: Parameters): DeadLetterState {
  const one = (name: string) => many(query[name])[0]
  return {
    range: parseRange({ range: one('range'), from: one('from'), to: one('to') }) ?? WHOLE_INBOX,
    reasons: many(query.reason),
    sources: many(query.source),
    protocols: many(query.protocol),
    keys: many(query.key),
    text: one('q') ?? '',
  }
}

/** The state as address parameters; what is as usual is left out. */
export function deadLetterQuery({ range, reasons, sources, protocols, keys, text }: DeadLetterState): Record<string, string | string[]> {
  return {
    ...rangeParameters(range, WHOLE_INBOX),
    ...filled({ reason: reasons, source: sources, protocol: protocols, key: keys }),
    ...(text && { q: text }),
  }
}

/** What is asked of the server at the moment `now`: from then on the same letters are meant, whatever arrives. */
export function deadLetterFilter({ range, reasons, sources, protocols, keys, text }: DeadLetterState, now: number): DeadLetterFilter {
  return {
    ...resolveRange(range, now),
    ...filled({ reason: reasons, source: sources, protocol: protocols, key: keys }),
    ...(text.trim() && { text: text.trim() }),
  }
}

const filled = (lists: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))

/** Whether anything but the time narrows the inbox. */
export const hasLetterFilters = ({ reasons, sources, protocols, keys, text }: DeadLetterState): boolean =>
  Boolean(text) || [reasons, sources, protocols, keys].some(list => list.length > 0)

/** The address of the file with these letters. */
export function downloadAddress(projectId: string, filter: DeadLetterFilter, ids: readonly string[], format: 'ndjson' | 'raw'): string {
  const parameters = new URLSearchParams({ format })
  for (const [name, value] of Object.entries(filter)) {
    for (const item of [value].flat()) parameters.append(name, String(item))
  }
  for (const id of ids) parameters.append('id', id)
  return `/api/v1/projects/${projectId}/dead-letters/download?${parameters}`
}
