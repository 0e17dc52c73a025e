import type { LogNode, Stage } from '#shared/logql'
import { labelSql, type LabelSettings } from '../logql/label-sql'
import { Params } from '../logql/params'
import { planLog } from '../logql/plan'
import { RangePlanner } from '../logql/range-plan'
import { leavesLabels } from '../logql/stage-sql'
import type { Selection } from './selection'

/** How the engine counts lines exactly. */
export interface CountPlan {
  readonly params: Params
  readonly conditions: readonly string[]
  /** The value that is asked for, '' where a line has none. */
  readonly value: string | undefined
  /** Whether a row is one of which the engine can't tell: if there is one, nothing of the count holds. */
  readonly unsure: string
}

/** What is wanted of the lines beside their number: the value of a label, all of their labels, or nothing. */
export type Wanted = { readonly label: string } | 'labels' | undefined

const CERTAIN = '0'

/** The exact plan; undefined where only the interpreter knows which lines are meant, or what they have. */
export function countPlan({ node, settings }: Pick<Selection, 'node' | 'settings'>, wanted?: Wanted): CountPlan | undefined {
  const needed = { ...node, stages: neededFor(node, wanted) }
  const params = new Params()
  const log = planLog(needed, params, settings)
  const label = typeof wanted === 'object' ? wanted.label : undefined
  if (log.stages.length === 0 && isStored(label)) {
    return { params, conditions: log.conditions, value: label === undefined ? undefined : labelSql(label, params, settings), unsure: CERTAIN }
  }
  return rangePlan(needed, settings, wanted)
}

/** By the plan of metric queries, which also knows of parsers, and of which rows it can’t tell. */
function rangePlan({ matchers, stages }: LogNode, settings: LabelSettings, wanted: Wanted): CountPlan | undefined {
  const params = new Params()
  const planner = new RangePlanner(matchers, params, settings)
  if (!stages.every(stage => planner.add(stage))) return undefined
  const value = typeof wanted === 'object' ? planner.label(wanted.label) : undefined
  if (typeof wanted === 'object' && value === undefined) return undefined
  const { conditions, doubts, isChanged } = planner.finish()
  const unsure = doubts.length === 0 ? CERTAIN : doubts.join(' OR ')
  return wanted === 'labels' && isChanged ? undefined : { params, conditions, value, unsure }
}

/** Errors, and labels that were renamed for a clash, are known while a line goes through the stages only. */
const isStored = (label = '') => !label.startsWith('__') && !label.endsWith('_extracted')

const isFilter = ({ kind }: Stage) => kind === 'labelFilter' || kind === 'lineFilter' || kind === 'search'

/** The stages without those at the end that change nothing of what is counted. */
export function neededFor({ stages }: LogNode, wanted: Wanted): readonly Stage[] {
  return stages.slice(0, stages.findLastIndex(stage => isFilter(stage) || (wanted !== undefined && !leavesLabels(stage))) + 1)
}
