import type { LogNode, Stage } from '#shared/logql'
import { labelSql } from '../logql/label-sql'
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
export function countPlan({ node, settings, isQuery }: Pick<Selection, 'node' | 'settings' | 'isQuery'>, wanted?: Wanted): CountPlan | undefined {
  const { matchers } = node
  const stages = neededFor(node, wanted)
  const params = new Params()
  const log = planLog({ ...node, stages }, params, settings)
  const label = typeof wanted === 'object' ? wanted.label : undefined
  if (log.stages.length === 0 && isStored(label)) {
    return { params, conditions: log.conditions, value: storedSql(label), unsure: CERTAIN }
  }
  return rangePlan()

  function storedSql(name: string | undefined): string | undefined {
    if (name === undefined) return undefined
    // The simple form means the column alone: the attributes need not be read.
    return !isQuery && name === 'service_name' ? 'ServiceName' : labelSql(name, params, settings)
  }

  /** By the plan of metric queries, which also knows of parsers, and of which rows it can’t tell. */
  function rangePlan(): CountPlan | undefined {
    const own = new Params()
    const planner = new RangePlanner(matchers, own, settings)
    if (!stages.every(stage => planner.add(stage))) return undefined
    const value = label === undefined ? undefined : planner.label(label)
    if (label !== undefined && value === undefined) return undefined
    const { conditions, unsure = CERTAIN, isChanged } = planner.finish()
    return wanted === 'labels' && isChanged ? undefined : { params: own, conditions, value, unsure }
  }
}

/** Errors, and labels that were renamed for a clash, are known while a line goes through the stages only. */
const isStored = (label = '') => !label.startsWith('__') && !label.endsWith('_extracted')

const isFilter = ({ kind }: Stage) => kind === 'labelFilter' || kind === 'lineFilter' || kind === 'search'

/** The stages without those at the end that change nothing of what is counted. */
export function neededFor({ stages }: LogNode, wanted: Wanted): readonly Stage[] {
  return stages.slice(0, stages.findLastIndex(stage => isFilter(stage) || (wanted !== undefined && !leavesLabels(stage))) + 1)
}
