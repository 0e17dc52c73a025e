import type { SqlParams, Statement } from '../sql'
import { labelPairsSql } from './fields'
import type { CountPlan } from './plan'
import { pieceSql } from './sample'
import { selectStatement, type Selection } from './selection'

/** Lines of one side: which they are, how the engine counts them, and every how many pieces one is taken. */
export interface Side { readonly selection: Selection, readonly plan: CountPlan, readonly every: number, readonly lines: number }

/** Longer values tell lines apart, and group none. */
export const LONGEST_VALUE = 256
/** Values and patterns whose difference is weighed: those whose shares differ most. */
const MOST_CANDIDATES = 5000
/** Of fewer lines chance can tell as much. */
export const FEWEST_LINES = 5

/** Lines with each value of each field on both sides; `kind` is that of a field. */
export function valueCountsStatement(selected: Side, baseline: Side): Statement {
  return bothSides([selected, baseline].map(({ selection, plan, every }, side) => {
    const rows = selectStatement(selection, plan, { columns: `${labelPairsSql(selection, plan.params)} AS fields`, where: pieceSql(every, plan.params) })
    return {
      sql: `SELECT ${side} AS side, field.1 AS kind, field.2 AS name, field.3 AS value FROM (
  ${rows.sql.replaceAll('\n', '\n  ')}
)
ARRAY JOIN fields AS field
WHERE lengthUTF8(value) BETWEEN 1 AND ${LONGEST_VALUE}`,
      params: { ...rows.params, ...plan.params.toRecord() },
    }
  }), 'kind, name, value', [selected, baseline])
}

/** Lines with each pattern on both sides; never of a sample. */
export function patternCountsOfBothStatement(selected: Side, baseline: Side): Statement {
  return bothSides([selected, baseline].map(({ selection, plan }, side) =>
    selectStatement(selection, plan, { columns: `${side} AS side, toString(PatternHash) AS hash`, where: ['PatternHash != 0'] })), 'hash', [selected, baseline], 1)
}

function bothSides(statements: readonly Statement[], group: string, [selected, baseline]: readonly [Side, Side], fewest = FEWEST_LINES): Statement {
  const [first, second] = statements.map((statement, index) => renamed(statement, `s${index}_`))
  return {
    sql: `SELECT ${group}, countIf(side = 0) AS selected, countIf(side = 1) AS baseline
FROM (
  ${first!.sql.replaceAll('\n', '\n  ')}
  UNION ALL
  ${second!.sql.replaceAll('\n', '\n  ')}
)
GROUP BY ${group}
HAVING selected + baseline >= ${fewest}
ORDER BY abs(selected / {selectedLines:UInt64} - baseline / {baselineLines:UInt64}) DESC, ${group}
LIMIT ${MOST_CANDIDATES}`,
    params: { ...first!.params, ...second!.params, selectedLines: String(selected.lines), baselineLines: String(baseline.lines) },
  }
}

/** The same statement with other names for its parameters, so that two of them can stand in one. */
function renamed({ sql, params }: Statement, prefix: string): Statement {
  const names = new Set(Object.keys(params))
  return {
    sql: sql.replace(/\{(\w+):/g, (text, name: string) => names.has(name) ? `{${prefix}${name}:` : text),
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [prefix + name, value])) as SqlParams,
  }
}
