import type { SqlPlan, SqlPlanIndex, SqlPlanStep } from '#shared/schemas/sql-plan'
import { sqlPlanTexts as texts } from './messages/sql-plan'

/** A step as it is shown: in the order in which they are done, deeper where several ways come together. */
export interface ShownStep { text: string, kind: string, level: number, read: SqlPlanStep['read'] }
export interface ShownIndex { text: string, keys: string, condition: string, left: string }

function wordsOf({ kind, read }: SqlPlanStep): string {
  if (read) return texts.read(read.source)
  if (/^ReadFromSystem(?!One$)/.test(kind)) return texts.readSystem
  // ReadFromRemote → Read from remote
  return texts.steps[kind] ?? kind.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace(/(?<= )[A-Z]/g, letter => letter.toLowerCase())
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
    ? texts.wideConditions
    : texts.noCondition
}

export function shownIndex({ type, name, keys, condition, granules }: SqlPlanIndex): ShownIndex {
  return {
    text: name === null ? texts.indexes[type] ?? type : texts.index(name), keys: keys.join(', '), condition: condition ?? '',
    left: texts.left(granules.after, granules.before),
  }
}

export const estimateText = ({ source, rows, granules, parts }: SqlPlan['estimate'][number]): string => texts.estimate(source, rows, granules, parts)

/** The whole plan as text, the engine's names of steps beside ours. */
export function planText(plan: SqlPlan): string {
  const reads = plan.estimate.length === 0 ? [texts.nothingRead] : plan.estimate.map(estimateText)
  const steps = shownSteps(plan).flatMap(({ text, kind, level, read }) => {
    const indent = '  '.repeat(level)
    const indexes = (read?.indexes ?? []).map(shownIndex).map(index => [`${indent}   - ${index.text}: ${texts.blocksLeft(index.left)}`, index.condition].filter(part => part !== '').join('; '))
    return [`${indent}${text} [${kind}]`, ...indexes]
  })
  return [...reads, '', ...steps].join('\n')
}
