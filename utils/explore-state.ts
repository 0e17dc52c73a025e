import { levels as allLevels, type Filter, type Level } from '#shared/schemas/query'
import { DEFAULT_RANGE, parseRange, rangeParameters, type TimeRange } from './time-range'

/** Everything that Explore shows, as it stands in the address: reload, back, forward and a sent link keep it. */
export interface ExploreState {
  range: TimeRange
  project?: string
  source?: string
  keyword: string
  services: string[]
  levels: Level[]
  tags: Record<string, string[]>
  /** The id of the record in the detail panel. */
  record?: string
  /** What the detail panel shows of it. */
  panel: PanelView
  /** The labels that the lines around it have as it has them; undefined as long as the reader chose none. */
  keep?: string[]
  wrap: boolean
  refresh: RefreshInterval
}

export const REFRESH_INTERVALS = ['off', '5s', '10s', '30s'] as const
export type RefreshInterval = typeof REFRESH_INTERVALS[number]

export const PANEL_VIEWS = ['fields', 'json', 'around'] as const
export type PanelView = typeof PANEL_VIEWS[number]

/** A query string as vue-router hands it out. */
export type QueryParameters = Record<string, string | null | undefined | (string | null)[]>

const TAG_PREFIX = 'tag.'

/** A view of everything: what an empty address means. */
export function emptyState(): ExploreState {
  return { range: DEFAULT_RANGE, keyword: '', services: [], levels: [], tags: {}, panel: 'fields', wrap: false, refresh: 'off' }
}

function many(value: QueryParameters[string]): string[] {
  const list = Array.isArray(value) ? value : [value]
  return [...new Set(list.filter((item): item is string => typeof item === 'string'))]
}

function one(value: QueryParameters[string]): string | undefined {
  return many(value).find(item => item !== '')
}

function isOneOf<T extends string>(list: readonly T[], value: string | undefined): value is T {
  return (list as readonly string[]).includes(value ?? '')
}

function tagsOf(query: QueryParameters): Record<string, string[]> {
  const tags: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(query)) {
    const values = many(value)
    if (name.startsWith(TAG_PREFIX) && name.length > TAG_PREFIX.length && values.length > 0) tags[name.slice(TAG_PREFIX.length)] = values
  }
  return tags
}

/** Reads the state from an address. What it does not understand is left out, never an error. */
export function parseState(query: QueryParameters): ExploreState {
  const [refresh, panel] = [one(query.refresh), one(query.panel)]
  return {
    range: parseRange({ range: one(query.range), from: one(query.from), to: one(query.to) }) ?? DEFAULT_RANGE,
    project: one(query.project),
    source: one(query.source),
    keyword: one(query.q) ?? '',
    services: many(query.service),
    levels: many(query.level).filter((level): level is Level => isOneOf(allLevels, level)),
    tags: tagsOf(query),
    record: one(query.record),
    panel: isOneOf(PANEL_VIEWS, panel) ? panel : 'fields',
    // `keep=` is a choice too: none.
    keep: query.keep === undefined ? undefined : many(query.keep).filter(name => name !== ''),
    wrap: one(query.wrap) === '1',
    refresh: isOneOf(REFRESH_INTERVALS, refresh) ? refresh : 'off',
  }
}

/** The state as address parameters; what is as usual is left out, so that addresses stay short. */
export function stateToQuery(state: ExploreState): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = { ...rangeParameters(state.range, DEFAULT_RANGE) }
  if (state.project) query.project = state.project
  if (state.source) query.source = state.source
  if (state.keyword) query.q = state.keyword
  if (state.services.length > 0) query.service = state.services
  if (state.levels.length > 0) query.level = state.levels
  for (const [name, values] of Object.entries(state.tags)) {
    if (values.length > 0) query[TAG_PREFIX + name] = values
  }
  if (state.record) query.record = state.record
  if (state.panel !== 'fields') query.panel = state.panel
  if (state.keep) query.keep = state.keep.length > 0 ? state.keep : ''
  if (state.wrap) query.wrap = '1'
  if (state.refresh !== 'off') query.refresh = state.refresh
  return query
}

/** Whether any filter is on: a range, a source and a project are not filters. */
export function hasFilters(state: ExploreState): boolean {
  return Boolean(state.keyword) || state.services.length > 0 || state.levels.length > 0 || Object.keys(state.tags).length > 0
}

/** The list with the value added, or without it when it was there. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter(item => item !== value) : [...list, value]
}

/** The change that adds or removes one value of a field: `service`, `level`, or an attribute's dotted name. */
export function toggleField(state: ExploreState, field: string, value: string): Partial<ExploreState> {
  if (field === 'service') return { services: toggled(state.services, value) }
  if (field === 'level') return isOneOf(allLevels, value) ? { levels: toggled<Level>(state.levels, value) } : {}
  const { [field]: values = [], ...others } = state.tags
  const left = toggled(values, value)
  return { tags: left.length > 0 ? { ...others, [field]: left } : others }
}

/** The values that a field is filtered for. */
export function chosenValues(state: ExploreState, field: string): string[] {
  if (field === 'service') return state.services
  return field === 'level' ? state.levels : state.tags[field] ?? []
}

/** A filter without what it says about one field: what that field's picker offers values from. */
export function filterWithout(filter: Filter, field: string): Filter {
  const { service, level, tags, ...rest } = filter
  const { [field]: _, ...otherTags } = tags ?? {}
  return {
    ...rest,
    ...(service && field !== 'service' && { service }),
    ...(level && field !== 'level' && { level }),
    ...(Object.keys(otherTags).length > 0 && { tags: otherTags }),
  }
}

/** What is asked of the server apart from the time: two states with the same answer have the same question. */
export function questionOf(state: ExploreState) {
  const tags = Object.fromEntries(Object.entries(state.tags).filter(([, values]) => values.length > 0))
  return {
    ...(state.source && { source: state.source }),
    ...(state.keyword.trim() && { keyword: state.keyword.trim() }),
    ...(state.services.length > 0 && { service: state.services }),
    ...(state.levels.length > 0 && { level: state.levels }),
    ...(Object.keys(tags).length > 0 && { tags }),
  }
}
