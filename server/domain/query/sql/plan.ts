import type { SqlPlan, SqlPlanIndex, SqlPlanStep } from '#shared/schemas/sql-plan'

/** A row of `EXPLAIN ESTIMATE`. */
export interface EstimateRow { readonly database: string, readonly table: string, readonly parts: string | number, readonly rows: string | number, readonly marks: string | number }

/** A node of `EXPLAIN indexes = 1, json = 1`, as far as it is told on. */
interface PlanNode {
  'Node Type': string
  'Description'?: string
  'Indexes'?: PlanIndex[]
  'Plans'?: PlanNode[]
}
interface PlanIndex {
  'Type': string
  'Name'?: string
  'Keys'?: string[]
  'Condition'?: string
  'Initial Parts'?: number
  'Selected Parts'?: number
  'Initial Granules'?: number
  'Selected Granules'?: number
}

const LONGEST_CONDITION = 500
const MOST_STEPS = 1000

/**
 * The engine's plan in the user's words: kinds of steps, and for each read what its indexes leave. Nothing else is told
 * on: descriptions name tables that are none of the user's, such as those behind a view.
 * @param json the answer of `EXPLAIN indexes = 1, json = 1`
 * @param sourceOf what the user calls a table (`database.name`)
 * @param shown the user's names in place of ours
 * @see https://clickhouse.com/docs/sql-reference/statements/explain
 */
export function sqlPlan(json: string, estimate: readonly EstimateRow[], sourceOf: ReadonlyMap<string, string>, shown: (text: string) => string): SqlPlan {
  const [{ Plan: root }] = JSON.parse(json) as [{ Plan: PlanNode }]
  const steps: SqlPlanStep[] = []
  const add = (node: PlanNode, depth: number) => {
    if (steps.length === MOST_STEPS) return
    steps.push({ kind: node['Node Type'], depth, read: readOf(node, sourceOf, shown) })
    for (const child of node.Plans ?? []) add(child, depth + 1)
  }
  add(root, 0)
  return {
    language: 'sql',
    estimate: estimate.map(({ database, table, parts, rows, marks }) => ({
      source: sourceOf.get(`${database}.${table}`) ?? null, parts: Number(parts), rows: Number(rows), granules: Number(marks),
    })),
    steps,
  }
}

function readOf(node: PlanNode, sourceOf: ReadonlyMap<string, string>, shown: (text: string) => string): SqlPlanStep['read'] {
  if (node.Indexes === undefined) return null
  const source = sourceOf.get(node.Description ?? '') ?? null
  return { source, indexes: node.Indexes.map(index => indexOf(index, source !== null, shown)) }
}

/** @param told whether the table is the user's, so that its columns may be named */
function indexOf(index: PlanIndex, told: boolean, shown: (text: string) => string): SqlPlanIndex {
  const condition = told ? conditionOf(index, shown) : null
  return {
    type: index.Type, name: told ? index.Name ?? null : null, keys: told ? index.Keys ?? [] : [], condition,
    parts: { before: index['Initial Parts'] ?? 0, after: index['Selected Parts'] ?? 0 },
    granules: { before: index['Initial Granules'] ?? 0, after: index['Selected Granules'] ?? 0 },
  }
}

function conditionOf({ Condition: condition }: PlanIndex, shown: (text: string) => string): string | null {
  if (condition === undefined || condition === 'true') return null
  const text = shown(condition.slice(0, 4 * LONGEST_CONDITION)).replace(/\b__table\d+\./g, '')
  return text.length > LONGEST_CONDITION ? `${text.slice(0, LONGEST_CONDITION)}…` : text
}
