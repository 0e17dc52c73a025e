import type { SqlPlan, SqlPlanIndex, SqlPlanStep } from '#shared/schemas/sql-plan'
import { formatNumber } from './format'

/** What the engine's steps do, for people who know SQL and not ClickHouse. */
const WORDS: Readonly<Record<string, string>> = {
  Aggregating: 'Group the rows, and calculate for each group',
  MergingAggregated: 'Put groups together',
  ArrayJoin: 'Make a row of each element (ARRAY JOIN)',
  BuildRuntimeFilter: 'Note what the other side of the join needs',
  CreatingSet: 'Make the list for IN',
  CreatingSets: 'Go on when the lists for IN are made',
  Cube: 'Add totals (CUBE)',
  Distinct: 'Drop repeats (DISTINCT)',
  Expression: 'Calculate columns',
  Filling: 'Fill gaps (WITH FILL)',
  Filter: 'Keep the rows that fit',
  FilledJoin: 'Join', Join: 'Join', JoinLogical: 'Join',
  IntersectOrExcept: 'Compare the answers (INTERSECT, EXCEPT)',
  Limit: 'Take no more rows than LIMIT says',
  LimitBy: 'Take the first rows of each group (LIMIT BY)',
  NegativeLimit: 'Take the last rows (LIMIT)',
  Offset: 'Pass over the first rows (OFFSET)',
  ReadFromPreparedSource: 'Know the count without reading',
  ReadFromSystemOne: 'Begin with a single row: no table is read',
  Rollup: 'Add totals (ROLLUP)',
  Sorting: 'Sort',
  TotalsHaving: 'Add totals, and keep the groups that fit',
  Union: 'Put the answers together (UNION)',
  Window: 'Calculate over windows',
}

const INDEXES: Readonly<Record<string, string>> = {
  'Min-Max': 'First and last day of arrival', 'Partition': 'Days of arrival (partitions)', 'PrimaryKey': 'Order of the table (primary key)',
}

/** A step as it is shown: in the order in which they are done, deeper where several ways come together. */
export interface ShownStep { text: string, kind: string, level: number, read: SqlPlanStep['read'] }
export interface ShownIndex { text: string, keys: string, condition: string, left: string }

const nameOf = (source: string | null) => source ?? 'a table behind a view'

function wordsOf({ kind, read }: SqlPlanStep): string {
  if (read) return `Read ${nameOf(read.source)}`
  if (/^ReadFromSystem(?!One$)/.test(kind)) return 'Read what the project’s sources are'
  // ReadFromRemote → Read from remote
  return WORDS[kind] ?? kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace(/(?<= )[A-Z]/g, letter => letter.toLowerCase())
}

/** The steps of a plan, the first first. Calculations of columns are in every plan, between all others: they are left out. */
export function shownSteps({ steps }: SqlPlan): ShownStep[] {
  const shown: ShownStep[] = []
  /** @returns the place behind the step and all that it works on */
  const add = (place: number, level: number): number => {
    const step = steps[place]!
    const inputs: number[] = []
    let next = place + 1
    while (steps[next] !== undefined && steps[next]!.depth > step.depth) {
      inputs.push(next)
      next = endOf(steps, next)
    }
    for (const input of inputs) add(input, level + (inputs.length > 1 ? 1 : 0))
    if (step.kind !== 'Expression') shown.push({ text: wordsOf(step), kind: step.kind, level, read: step.read })
    return next
  }
  if (steps.length > 0) add(0, 0)
  return shown
}

function endOf(steps: SqlPlan['steps'], place: number): number {
  const { depth } = steps[place]!
  const next = steps.findIndex((step, at) => at > place && step.depth <= depth)
  return next < 0 ? steps.length : next
}

/** How much of a table its indexes leave to be read, in blocks. */
export function blocksOf(indexes: readonly SqlPlanIndex[]): { before: number, after: number, share: number } | undefined {
  const [first, last] = [indexes[0], indexes.at(-1)]
  if (!first || !last) return undefined
  const [before, after] = [first.granules.before, last.granules.after]
  return { before, after, share: before === 0 ? 0 : after / before }
}

/** Fewer blocks than these are read in no time, whatever the indexes do. */
const MANY_BLOCKS = 100

/** What would make a read cheaper, where that can be told. */
export function readHint(indexes: readonly SqlPlanIndex[]): string | undefined {
  const blocks = blocksOf(indexes)
  if (!blocks || blocks.after < MANY_BLOCKS || blocks.share < 0.5) return undefined
  return indexes.some(({ condition }) => condition !== null)
    ? 'The conditions leave most of the table. A shorter time range leaves less.'
    : 'No condition helps to pass over anything. One on the time, such as Timestamp >= {from} AND Timestamp < {to}, would.'
}

export function shownIndex({ type, name, keys, condition, granules }: SqlPlanIndex): ShownIndex {
  return {
    text: name === null ? INDEXES[type] ?? type : `Index ${name}`, keys: keys.join(', '), condition: condition ?? '',
    left: `${formatNumber(granules.after)} of ${formatNumber(granules.before)}`,
  }
}

/** `At most 1,000 rows of app, from 12 blocks in 3 parts`. */
export const estimateText = ({ source, rows, granules, parts }: SqlPlan['estimate'][number]): string =>
  `At most ${count(rows, 'row')} of ${nameOf(source)}, from ${count(granules, 'block')} in ${count(parts, 'part')}`

const count = (number: number, unit: string) => `${formatNumber(number)} ${unit}${number === 1 ? '' : 's'}`

export const NOTHING_READ = 'No lines are to be read: there are none, or their number is known'

/** The whole plan as text, the engine's names of steps beside ours. */
export function planText(plan: SqlPlan): string {
  const reads = plan.estimate.length === 0 ? [NOTHING_READ] : plan.estimate.map(estimateText)
  const steps = shownSteps(plan).flatMap(({ text, kind, level, read }) => {
    const indent = '  '.repeat(level)
    const indexes = (read?.indexes ?? []).map(shownIndex).map(index => [`${indent}   - ${index.text}: ${index.left} blocks`, index.condition].filter(part => part !== '').join('; '))
    return [`${indent}${text} [${kind}]`, ...indexes]
  })
  return [...reads, '', ...steps].join('\n')
}
