import type { LogNode, Stage } from '#shared/logql'
import type { LabelSettings } from './label-sql'
import { streamTestSql } from './label-test'
import type { Params } from './params'
import { RangePlanner } from './range-plan'
import { searchSql } from './search-sql'
import { labelFilterSql, leavesLabels, leavesLine, lineFilterSql, type StageSql } from './stage-sql'

/** How the lines of a log query are found: what the engine sees to, and what is left to do with each row. */
export interface LogPlan {
  /** Conditions that all must hold, cheap and selective ones first. */
  readonly conditions: readonly string[]
  /** Stages that are still to be run, in their order. */
  readonly stages: readonly Stage[]
}

/**
 * Splits a log query: matchers and filters that see a row as it is stored become conditions, also behind stages that
 * leave alone what they look at.
 */
export function planLog({ matchers, stages }: LogNode, params: Params, settings: LabelSettings): LogPlan {
  const conditions = matchers.map(matcher => streamTestSql(matcher, params, settings))
  const rest: Stage[] = []
  let [isBody, isRow] = [true, true]
  for (const stage of stages) {
    const pushed = stageSql(stage, isBody, isRow, params, settings)
    if (pushed) conditions.push(pushed.sql)
    if (!pushed?.isExact) rest.push(stage)
    isBody &&= leavesLine(stage)
    isRow &&= leavesLabels(stage)
  }
  if (stages.some(isParser)) conditions.push(...parsedConditions(stages, params, settings))
  return { conditions: conditions.filter(condition => condition !== '1'), stages: rest }
}

const isParser = ({ kind }: Stage) => kind === 'json' || kind === 'logfmt'

/**
 * What filters behind a parser ask of the body, as far as the engine can follow the stages: rows that it is in doubt about
 * are left too, and the stages run on all of them.
 */
function parsedConditions(stages: readonly Stage[], params: Params, settings: LabelSettings): string[] {
  const planner = new RangePlanner([], params, settings)
  for (const stage of stages) {
    // What they ask of the line is among the conditions already, or left to the stage.
    if (stage.kind === 'lineFilter' || stage.kind === 'search') continue
    if (!planner.add(stage)) break
  }
  return planner.candidates()
}

function stageSql(stage: Stage, isBody: boolean, isRow: boolean, params: Params, settings: LabelSettings): StageSql | undefined {
  if (stage.kind === 'lineFilter') return isBody ? lineFilterSql(stage, params) : undefined
  if (stage.kind === 'search') return isBody ? searchSql(stage.search, params) : undefined
  if (stage.kind === 'labelFilter') return isRow ? labelFilterSql(stage.filter, params, settings) : undefined
  return undefined
}
