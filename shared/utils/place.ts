import type { ReadScope, Scope } from '../types/scope'
import { compareRowIds, formatRowId, MAX_ORDINAL, parseRowId, type RowId } from './row-id'

/**
 * Where a reader is: of each source that is read, by its name, the row up to which everything was given out. Each source
 * counts its own arrivals, so one row can’t say it of several.
 */
export type Place = ReadonlyMap<string, RowId>

/** A line’s row, with its source where several are read. */
export interface SourcedRow extends RowId { readonly source?: string | undefined }

/** The name, in a place, of the source of a reader of one. */
export const ONLY = ''

/** The place of a reader of one source. */
export const placeOf = (row: RowId): Place => new Map([[ONLY, row]])

/** The sources of a scope as places name them. */
export const sourcesOf = (scope: ReadScope): readonly (readonly [name: string, scope: Scope])[] => 'sources' in scope ? [...scope.sources] : [[ONLY, scope]]

/** The id of a line: `7471103926473883648-41`, and `app:7471103926473883648-41` where several sources are read, of which two may show the same rows. */
export const formatLineId = ({ source, ...row }: SourcedRow): string => formatPlace(new Map([[source ?? ONLY, row]]))

/** Undefined when it can’t be one. */
export function parseLineId(text: string): SourcedRow | undefined {
  const [only, ...others] = parsePlace(text) ?? []
  if (only === undefined || others.length > 0) return undefined
  const [source, row] = only
  return source === ONLY ? row : { ...row, source }
}

/** `7471103926473883648-41` of one source, `app:7471103926473883648-41,jobs:7471103926473883652-0` of several. */
export function formatPlace(place: Place): string {
  return [...place].map(([name, row]) => name === ONLY ? formatRowId(row) : `${name}:${formatRowId(row)}`).join()
}

/** Undefined when it can’t be one. */
export function parsePlace(text: string): Place | undefined {
  const only = parseRowId(text)
  if (only !== undefined) return placeOf(only)
  const place = new Map<string, RowId>()
  for (const part of text.split(',')) {
    const [, name, id = ''] = /^([a-z][a-z0-9_-]*):(.*)$/.exec(part) ?? []
    const row = parseRowId(id)
    if (name === undefined || row === undefined || place.has(name)) return undefined
    place.set(name, row)
  }
  return place
}

/** Why a place is none of a reader of these sources, and what to do; undefined where it is one. */
export function misfitOf(place: Place, names: readonly string[]): string | undefined {
  if (place.size === names.length && names.every(name => place.has(name))) return undefined
  return `This id is of ${inWords([...place.keys()])}, and what is asked for is ${inWords(names)}. Send it with the sources that it came from.`
}

const inWords = (names: readonly string[]) => names.includes(ONLY) ? 'one source' : `the sources ${names.join(', ')} together`

/**
 * The place of who has read a part of several sources, behind `after` and up to `upTo`, as far as a row: in the order of
 * ids, and of the names where ids are alike (two sources may show the same table).
 */
export function placeAt(row: SourcedRow, after: Place, upTo: Place): Place {
  const { source = ONLY, segment, ordinal } = row
  return new Map([...after].map(([name, start]) => {
    const reached = name <= source ? { segment, ordinal } : rowBefore(row)
    return [name, later(start, earlier(reached, upTo.get(name) ?? reached))]
  }))
}

/** Of each source the earlier row of the two. */
export const earlierPlace = (a: Place, b: Place): Place => new Map([...a].map(([name, row]) => [name, earlier(row, b.get(name) ?? row)]))

export const isSamePlace = (a: Place, b: Place): boolean => formatPlace(a) === formatPlace(b)

const earlier = (a: RowId, b: RowId) => compareRowIds(a, b) <= 0 ? a : b
const later = (a: RowId, b: RowId) => compareRowIds(a, b) >= 0 ? a : b

/** The highest id below that of a row. */
function rowBefore({ segment, ordinal }: RowId): RowId {
  if (ordinal > 0) return { segment, ordinal: ordinal - 1 }
  return segment > 0n ? { segment: segment - 1n, ordinal: MAX_ORDINAL } : { segment, ordinal }
}
