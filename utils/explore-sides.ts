import { parseState, stateToQuery, type ExploreState, type QueryParameters } from './explore-state'
import { DEFAULT_RANGE } from './time-range'

export const SIDES = ['left', 'right'] as const
/** Which of two questions beside each other. */
export type Side = typeof SIDES[number]

/** What Explore's address says: a question, and maybe another one beside it. Both are of one project. */
export interface ExploreSides {
  left: ExploreState
  right?: ExploreState
  /** Whether both are asked over the same time. */
  together: boolean
}

/** Characters of `beside` that are read: the longest query that the server takes, each character of it escaped. */
const LONGEST = 3 * 131_072
/** What makes another list, which begins at its end again. */
const ASKS_ANEW: readonly (keyof ExploreState)[] = ['query', 'language', 'range', 'sources', 'project', 'live']

/** A query string as vue-router hands it out. One that is too long says nothing. */
function parametersOf(text: string): QueryParameters {
  const found = new Map<string, string[]>()
  if (text.length > LONGEST) return {}
  for (const [name, value] of new URLSearchParams(text)) {
    const values = found.get(name)
    if (values) values.push(value)
    else found.set(name, [value])
  }
  return Object.fromEntries(found)
}

function textOf(parameters: Record<string, string | string[]>): string {
  return new URLSearchParams(Object.entries(parameters).flatMap(([name, values]) => [values].flat().map(value => [name, value]))).toString()
}

/** Reads both questions from an address: the left one as it stands there, the right one from within `beside`. What can't be read there is an empty question. */
export function parseSides(query: QueryParameters): ExploreSides {
  const left = parseState(query)
  if (query.beside === undefined) return { left, together: false }
  const own = parseState(parametersOf([query.beside].flat()[0] ?? ''))
  const together = [query.together].flat()[0] === '1'
  return { left, right: { ...own, project: left.project, ...(together && { range: left.range }) }, together }
}

/** Both questions as address parameters. The project, and a time that is the same, stand there once. */
export function sidesToQuery({ left, right, together }: ExploreSides): Record<string, string | string[]> {
  const query = stateToQuery(left)
  if (!right) return query
  const beside = textOf(stateToQuery({ ...right, project: undefined, ...(together && { range: DEFAULT_RANGE }) }))
  return { ...query, beside, ...(together && { together: '1' }) }
}

const patched = (state: ExploreState, change: Partial<ExploreState>): ExploreState =>
  ({ ...state, ...(ASKS_ANEW.some(name => name in change) && { at: undefined }), ...change })

/** Changes one of the questions; what they share is changed in both. */
export function changeSide(sides: ExploreSides, side: Side, change: Partial<ExploreState>): ExploreSides {
  const shared = { ...('project' in change && { project: change.project }), ...(sides.together && change.range && { range: change.range }) }
  const changeOf = (each: Side) => side === each ? change : shared
  return { ...sides, left: patched(sides.left, changeOf('left')), right: sides.right && patched(sides.right, changeOf('right')) }
}

/** The question that is there, asked once more beside itself. The line that is open stays open in one. */
export function openBeside({ left }: ExploreSides): ExploreSides {
  return { left, right: { ...left, record: undefined, panel: 'fields', keep: undefined }, together: false }
}

/** One question alone again. */
export function closeSide({ left, right = left }: ExploreSides, side: Side): ExploreSides {
  return { left: side === 'left' ? right : left, together: false }
}

/** Asks both over the same time from now on, that of one side; or each over its own again. */
export function tieSides(sides: ExploreSides, side: Side, together: boolean): ExploreSides {
  return changeSide({ ...sides, together }, side, together ? { range: (sides[side] ?? sides.left).range } : {})
}
