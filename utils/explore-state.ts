import { askedSources, sourcesIn, type AskedSources } from './explore-sources'
import { isOneOf } from './guards'
import { EVERYTHING, isFiltered, linesQuery, withFilter, withText } from './query-edit'
import { DEFAULT_RANGE, parseRange, rangeParameters, type TimeRange } from './time-range'

/** Everything that Explore shows, as it stands in the address: reload, back, forward and a sent link keep it. */
export interface ExploreState {
  range: TimeRange
  project?: string
  /** Their names; none is the default source. */
  sources: readonly string[]
  language: Language
  /** As it was written; '' is all lines. */
  query: string
  /** What is shown of the lines that the query is about. */
  view: ExploreView
  /** Whether new lines are followed as they come. */
  live: boolean
  /** The label by whose values the chart is split, where it is not by level. */
  by?: string
  /** The field whose numbers the statistics begin with. */
  of?: string
  /** Whether the chart shows the time before as well. */
  compare: boolean
  /** The time of the line that the list begins with (nanoseconds since 1970), as of a link to a line; else it begins at the end of the range. */
  at?: string
  /** The id of the record in the detail panel. */
  record?: string
  /** What the detail panel shows of it. */
  panel: PanelView
  /** The labels that the lines around it have as it has them; undefined as long as the reader chose none. */
  keep?: string[]
  wrap: boolean
  refresh: RefreshInterval
}

export const LANGUAGES = ['logql', 'sql'] as const
export type Language = typeof LANGUAGES[number]

export const EXPLORE_VIEWS = ['lines', 'patterns', 'changes', 'statistics'] as const
export type ExploreView = typeof EXPLORE_VIEWS[number]

export const REFRESH_INTERVALS = ['off', '5s', '10s', '30s'] as const
export type RefreshInterval = typeof REFRESH_INTERVALS[number]

export const PANEL_VIEWS = ['fields', 'json', 'around'] as const
export type PanelView = typeof PANEL_VIEWS[number]

/** A query string as vue-router hands it out. */
export type QueryParameters = Record<string, string | null | undefined | (string | null)[]>

const TAG_PREFIX = 'tag.'
const OLD_LABELS: ReadonlyMap<string, string> = new Map([['service', 'service_name'], ['level', 'detected_level']])

/** A view of everything: what an empty address means. */
export function emptyState(): ExploreState {
  return { range: DEFAULT_RANGE, sources: [], language: 'logql', query: '', view: 'lines', live: false, compare: false, panel: 'fields', wrap: false, refresh: 'off' }
}

function many(value: QueryParameters[string]): string[] {
  const list = Array.isArray(value) ? value : [value]
  return [...new Set(list.filter((item): item is string => typeof item === 'string'))]
}

function one(value: QueryParameters[string]): string | undefined {
  return many(value).find(item => item !== '')
}

/** Nanoseconds as text, and nothing else. */
const nanosOf = (text: string | undefined) => text !== undefined && /^\d{1,19}$/.test(text) ? text : undefined

/** Addresses from before LogQL say a text (`q`), and values of `service`, `level` and `tag.…`: they go on to work. */
function queryOf(query: QueryParameters): string {
  const filters = Object.entries(query).flatMap(([name, value]) => {
    const label = name.startsWith(TAG_PREFIX) ? name.slice(TAG_PREFIX.length) : OLD_LABELS.get(name)
    return label ? many(value).map(item => ({ label, operator: '=' as const, value: item })) : []
  })
  const filtered = filters.reduce((written, filter) => withFilter(written, filter), one(query.query) ?? '')
  const text = one(query.q)?.trim()
  return text ? withText(filtered, text) : filtered
}

/** Reads the state from an address. What it does not understand is left out, never an error. */
export function parseState(query: QueryParameters): ExploreState {
  const [refresh, panel, view, language] = [one(query.refresh), one(query.panel), one(query.view), one(query.lang)]
  return {
    range: parseRange({ range: one(query.range), from: one(query.from), to: one(query.to) }) ?? DEFAULT_RANGE,
    project: one(query.project),
    sources: sourcesIn(many(query.source)),
    language: isOneOf(LANGUAGES)(language) ? language : 'logql',
    query: language === 'sql' ? one(query.query) ?? '' : queryOf(query),
    view: isOneOf(EXPLORE_VIEWS)(view) ? view : 'lines',
    live: one(query.live) === '1',
    by: one(query.by),
    of: one(query.of),
    compare: one(query.compare) === '1',
    at: nanosOf(one(query.at)),
    record: one(query.record),
    panel: isOneOf(PANEL_VIEWS)(panel) ? panel : 'fields',
    // `keep=` is a choice too: none.
    keep: query.keep === undefined ? undefined : many(query.keep).filter(name => name !== ''),
    wrap: one(query.wrap) === '1',
    refresh: isOneOf(REFRESH_INTERVALS)(refresh) ? refresh : 'off',
  }
}

/** The state as address parameters; what is as usual is left out, so that addresses stay short. */
export function stateToQuery(state: ExploreState): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = { ...rangeParameters(state.range, DEFAULT_RANGE) }
  if (state.project) query.project = state.project
  if (state.sources.length > 0) query.source = state.sources.length > 1 ? [...state.sources] : state.sources[0]!
  if (state.language !== 'logql') query.lang = state.language
  if (state.query.trim()) query.query = state.query
  if (state.view !== 'lines') query.view = state.view
  if (state.live) query.live = '1'
  if (state.by) query.by = state.by
  if (state.of) query.of = state.of
  if (state.compare) query.compare = '1'
  if (state.at) query.at = state.at
  if (state.record) query.record = state.record
  if (state.panel !== 'fields') query.panel = state.panel
  if (state.keep) query.keep = state.keep.length > 0 ? state.keep : ''
  if (state.wrap) query.wrap = '1'
  if (state.refresh !== 'off') query.refresh = state.refresh
  return query
}

/** Whether any line is left out: a range, a source and a project are no filters. */
export function hasFilters(state: ExploreState): boolean {
  return isFiltered(state.query)
}

/** The list with the value added, or without it when it was there. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter(item => item !== value) : [...list, value]
}

/** What the server is asked with about lines: a log query, where and when. */
export interface ExploreQuestion extends AskedSources { project?: string, query: string, start: string, end: string }

/** What is asked of the server apart from the time: two states with the same answer have the same question. */
export function questionOf(state: ExploreState): Pick<ExploreQuestion, 'source' | 'query'> {
  return { ...askedSources(state.sources), query: linesQuery(state.query) || EVERYTHING }
}
