import type { QueryLanguage, SavedQuery } from '#shared/schemas/saved-queries'
import { askedSources } from './explore-sources'
import type { ExploreState, QueryParameters } from './explore-state'
import { rangeParameters, type TimeRange } from './time-range'

/** A question as a page asks it, to be kept. */
export interface KeptQuestion {
  language: QueryLanguage
  /** LogQL or SQL. */
  query: string
  source?: string | string[]
  range?: TimeRange
  /** How the answer is shown: further parameters of the page’s address. */
  view?: Record<string, string>
}

/** What Explore asks, to be kept. What is open beside the lines is not part of it. SQL is of one source. */
export const questionToKeep = ({ language, query, sources, range, view, wrap }: ExploreState): KeptQuestion =>
  ({ language, query, ...askedSources(language === 'sql' ? sources.slice(0, 1) : sources), range, view: { ...(view !== 'lines' && { view }), ...(wrap && { wrap: '1' }) } })

/** No range is left out: what was saved with the usual one is opened with it. */
const NEVER: TimeRange = { kind: 'relative', duration: '' }

/** The page that asks a question, with the question in its address. */
export function addressOfQuestion({ language, query, source, range, view }: KeptQuestion, project: string) {
  const common = { ...view, project, ...(source && { source }), ...(range && rangeParameters(range, NEVER)) }
  return language === 'sql'
    ? { path: '/queries', query: { ...common, sql: query } }
    : { path: '/explore', query: { ...common, ...(query && { query }) } }
}

/** What is looked for among the saved queries, as it stands in the address. */
export interface SavedState { search: string, folder?: string, tags: string[], only: 'all' | 'favourites' | 'mine' }

const texts = (value: QueryParameters[string]): string[] => [value].flat().filter((item): item is string => typeof item === 'string' && item !== '')

/** Reads the state from an address. What it does not understand is left out. */
export function parseSavedState(query: QueryParameters): SavedState {
  const [only] = texts(query.only)
  return { search: texts(query.q)[0] ?? '', folder: texts(query.folder)[0], tags: texts(query.tag), only: only === 'favourites' || only === 'mine' ? only : 'all' }
}

/** The state as address parameters; what is as usual is left out. */
export function savedQueryParameters({ search, folder, tags, only }: SavedState): Record<string, string | string[]> {
  return { ...(search && { q: search }), ...(folder && { folder }), ...(tags.length > 0 && { tag: tags }), ...(only !== 'all' && { only }) }
}

/** The queries that are looked for: all words must be in one of their texts, upper and lower case alike. */
export function filterSaved(queries: readonly SavedQuery[], { search, folder, tags, only }: SavedState): SavedQuery[] {
  const words = search.toLowerCase().split(/\s+/).filter(word => word !== '')
  return queries.filter((query) => {
    const text = [query.name, query.folder, query.description, query.query, query.owner, ...query.tags].join('\n').toLowerCase()
    return words.every(word => text.includes(word))
      && tags.every(tag => query.tags.includes(tag))
      && (folder === undefined || query.folder === folder || query.folder.startsWith(`${folder}/`))
      && (only === 'all' || (only === 'favourites' ? query.favourite : query.visibility === 'private'))
  })
}

export interface Folder { path: string, name: string, depth: number, count: number }

/** The folders with how many queries are in each and below it; also those that hold other folders only. */
export function foldersOf(queries: readonly SavedQuery[]): Folder[] {
  const counts = new Map<string, number>()
  for (const { folder } of queries) {
    const parts = folder === '' ? [] : folder.split('/')
    for (let depth = 1; depth <= parts.length; depth++) {
      const path = parts.slice(0, depth).join('/')
      counts.set(path, (counts.get(path) ?? 0) + 1)
    }
  }
  return [...counts].map(([path, count]) => ({ path, name: path.slice(path.lastIndexOf('/') + 1), depth: path.split('/').length - 1, count }))
    .sort((a, b) => a.path.localeCompare(b.path))
}

/** The tags, each once. */
export const tagsOf = (queries: readonly SavedQuery[]): string[] => [...new Set(queries.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b))
