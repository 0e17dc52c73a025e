import { DEFAULT_RANGE, parseRange, rangeParameters, type TimeRange } from './time-range'
import type { QueryParameters } from './explore-state'

/** What the page of queries is about, as it stands in the address: the text is that of the tab in front. */
export interface QueriesState {
  range: TimeRange
  project?: string
  source?: string
  sql?: string
}

/** Servers and proxies take no longer addresses; a longer text is kept by its tab alone. */
const LONGEST_IN_ADDRESS = 4000

function one(value: QueryParameters[string]): string | undefined {
  return [value].flat().find((item): item is string => typeof item === 'string' && item !== '')
}

/** Reads the state from an address. What it does not understand is left out. */
export function parseQueriesState(query: QueryParameters): QueriesState {
  return {
    range: parseRange({ range: one(query.range), from: one(query.from), to: one(query.to) }) ?? DEFAULT_RANGE,
    project: one(query.project),
    source: one(query.source),
    sql: one(query.sql),
  }
}

/** The state as address parameters; what is as usual is left out. */
export function queriesQuery({ range, project, source, sql }: QueriesState): Record<string, string> {
  return {
    ...rangeParameters(range, DEFAULT_RANGE),
    ...(project && { project }),
    ...(source && { source }),
    ...(sql && sql.length <= LONGEST_IN_ADDRESS && { sql }),
  }
}
