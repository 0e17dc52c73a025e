import { alternatives, anyOf, escapeRegex, labelName, LogqlError, readQuery, printQuery, type LabelFilter, type LogNode, type Matcher, type MatchOperator, type MetricNode, type QueryNode, type Stage } from '#shared/logql/light'
import type { ExploreState, ExploreView } from './explore-state'

/** What a label of a query's lines must or must not be. */
export interface QueryFilter { label: string, operator: '=' | '!=', value: string }
/** A comparison that stands in a query, for its chip. */
export interface WrittenFilter { label: string, operator: string, value: string }

/** All lines. */
export const EVERYTHING = '{}'

/** Labels that every line has; they are asked for in the selector, where the index is. */
const OF_STREAM = new Set(['service_name', 'service', 'level', 'detected_level'])

/** A query as its tree; undefined where it is none, as while it is typed. '' is one of all lines. */
export function treeOf(query: string): QueryNode | undefined {
  try {
    return readQuery(query.trim() || EVERYTHING, { everything: true })
  }
  catch (error) {
    if (error instanceof LogqlError) return undefined
    throw error
  }
}

/** A name as queries may write it: dotted names as they are, any other as its label. */
export const labelOf = (name: string) => /^[A-Z_][\w.]*$/i.test(name) ? name : labelName(name)

/**
 * The query with a filter; several values of a label that are filtered for are alternatives. What is no query stays as it is.
 * @param isParsed the label is one that a stage finds, whatever its name
 */
export function withFilter(query: string, { label: name, operator, value }: QueryFilter, isParsed = false): string {
  const label = labelOf(name)
  const opposite = operator === '=' ? '!=' : '='
  return edited(query, (log) => {
    const cleared = changed(log, label, opposite, values => values.filter(other => other !== value))
    const known = valuesOf(cleared, label, operator)
    if (known.includes(value)) return cleared
    if (known.length > 0) return changed(cleared, label, operator, values => [...values, value])
    const matcher: Matcher = { label, operator, value }
    return OF_STREAM.has(label) && !isParsed
      ? { ...cleared, matchers: [...cleared.matchers, matcher] }
      : { ...cleared, stages: [...cleared.stages, { kind: 'labelFilter', filter: { kind: 'matcher', matcher } }] }
  })
}

/** The query without a value that it filters for or out. */
export function withoutFilter(query: string, { label, operator, value }: QueryFilter): string {
  return edited(query, log => changed(log, labelOf(label), operator, values => values.filter(other => other !== value)))
}

/** The query with the filter, or without where it has it. */
export function toggleFilter(query: string, filter: QueryFilter): string {
  return hasFilter(query, filter) ? withoutFilter(query, filter) : withFilter(query, filter)
}

export function hasFilter(query: string, { label, operator, value }: QueryFilter): boolean {
  return chosenValues(query, label, operator).includes(value)
}

/** The values of a label that a query filters for, or out. */
export function chosenValues(query: string, label: string, operator: QueryFilter['operator'] = '='): string[] {
  const node = treeOf(query)
  return node ? logNodes(node).flatMap(log => valuesOf(log, labelOf(label), operator)) : []
}

/** The query without anything that it says of a label. */
export function withoutLabel(query: string, name: string): string {
  const label = labelOf(name)
  return edited(query, log => ({
    ...log,
    matchers: log.matchers.filter(matcher => matcher.label !== label),
    stages: log.stages.filter(stage => stage.kind !== 'labelFilter' || simpleLabel(stage.filter) !== label),
  }))
}

/** The query without the values of a label that it filters for; those that it filters out stay out. */
export function withoutChosen(query: string, label: string): string {
  return chosenValues(query, label).reduce((text, value) => withoutFilter(text, { label, operator: '=', value }), query)
}

/** Every comparison of a label that stands in a query by itself. */
export function filtersOf(query: string): WrittenFilter[] {
  const node = treeOf(query)
  return node ? logNodes(node).flatMap(log => matchersOf(log)) : []
}

/** The lines that a query is about: itself, or what a metric query counts. What is no query stays as it is. */
export function linesQuery(query: string): string {
  const node = treeOf(query)
  if (!node) return query
  return printQuery(logNodes(node)[0] ?? { kind: 'log', matchers: [], stages: [] })
}

/** Whether a query gives numbers. */
export const isMetricQuery = (query: string) => (treeOf(query) ?? { kind: 'log' }).kind !== 'log'

/** Numbers are looked at as numbers: where a query begins or ceases to give them, the view goes along; else it stays. */
export function viewOf(asked: string, { query, view }: Pick<ExploreState, 'query' | 'view'>): ExploreView {
  const isMetric = isMetricQuery(asked)
  if (isMetric === isMetricQuery(query)) return view
  if (isMetric) return 'statistics'
  return view === 'statistics' ? 'lines' : view
}

/** Whether a query leaves any line out. */
export const isFiltered = (query: string) => query.trim() !== '' && query.trim() !== EVERYTHING

/** The query of lines that say a text, upper and lower case alike. */
export function withText(query: string, text: string): string {
  const pattern = `(?i)${escapeRegex(text)}`
  return edited(query, log => ({ ...log, stages: [...log.stages, { kind: 'lineFilter', operator: '|~', patterns: [{ kind: 'text', value: pattern }] }] }))
}

/** The query of lines that contain a text as it stands, or don't: as early as can be, but of the line as it is shown. */
export function withLineText(query: string, operator: '|=' | '!=', text: string): string {
  const stage: Stage = { kind: 'lineFilter', operator, patterns: [{ kind: 'text', value: text }] }
  return edited(query, ({ stages, ...log }) => {
    if (stages.some(other => JSON.stringify(other) === JSON.stringify(stage))) return { ...log, stages }
    const place = stages.findIndex(({ kind }) => kind !== 'lineFilter' && kind !== 'search')
    const at = place < 0 || stages.some(rewrites) ? stages.length : place
    return { ...log, stages: stages.toSpliced(at, 0, stage) }
  })
}

/** The query whose lines are read as JSON, before they are written anew. */
export function withJson(query: string): string {
  return edited(query, (log) => {
    if (log.stages.some(stage => stage.kind === 'json' && stage.extractions.length === 0)) return log
    const place = log.stages.findIndex(rewrites)
    return { ...log, stages: log.stages.toSpliced(place < 0 ? log.stages.length : place, 0, { kind: 'json', extractions: [] }) }
  })
}

const rewrites = ({ kind }: Stage) => kind === 'lineFormat'

function edited(query: string, change: (log: LogNode) => LogNode): string {
  const node = treeOf(query)
  if (!node) return query
  const text = printQuery(mapLogs(node, change))
  return text === EVERYTHING ? '' : text
}

function mapLogs(node: QueryNode, change: (log: LogNode) => LogNode): QueryNode {
  return node.kind === 'log' ? change(node) : mapMetric(node, change)
}

function mapMetric(node: MetricNode, change: (log: LogNode) => LogNode): MetricNode {
  switch (node.kind) {
    case 'rangeAggregation': return { ...node, range: { ...node.range, log: change(node.range.log) } }
    case 'vectorAggregation':
    case 'labelReplace': return { ...node, operand: mapMetric(node.operand, change) }
    case 'binary': return { ...node, left: mapMetric(node.left, change), right: mapMetric(node.right, change) }
    default: return node
  }
}

/** The log queries of a query, without what `unwrap` adds. */
function logNodes(node: QueryNode): LogNode[] {
  const found: LogNode[] = []
  mapLogs(node, (log) => {
    found.push(log)
    return log
  })
  return found
}

function simpleLabel(filter: LabelFilter): string | undefined {
  if (filter.kind === 'matcher') return filter.matcher.label
  return 'label' in filter ? filter.label : undefined
}

function matchersOf({ matchers, stages }: LogNode): WrittenFilter[] {
  return [...matchers, ...stages.flatMap(written)]
}

function written(stage: Stage): WrittenFilter[] {
  if (stage.kind !== 'labelFilter') return []
  const { filter } = stage
  if (filter.kind === 'matcher') return [filter.matcher]
  return 'label' in filter ? [{ label: filter.label, operator: filter.operator, value: String(filter.value) }] : []
}

/** The values that `=` (also as `=~ "a|b"`) asks for; with `!=` those that are left out. */
function valuesOf(log: LogNode, label: string, operator: QueryFilter['operator']): string[] {
  return matchersOf(log).filter(written => written.label === label).flatMap(written => literals(written, operator) ?? [])
}

const regexOf = { '=': '=~', '!=': '!~' } as const satisfies Record<QueryFilter['operator'], MatchOperator>

function literals({ operator, value }: WrittenFilter, wanted: QueryFilter['operator']): string[] | undefined {
  if (operator === wanted) return [value]
  return operator === regexOf[wanted] ? alternatives(value) : undefined
}

/** The log query with other values where it compares a label with some; the comparison goes where none is left. */
function changed(log: LogNode, label: string, operator: QueryFilter['operator'], change: (values: string[]) => string[]): LogNode {
  const renew = (matcher: Matcher): Matcher[] => {
    const values = matcher.label === label ? literals(matcher, operator) : undefined
    return values ? matcherOf(label, operator, change(values)) : [matcher]
  }
  return {
    ...log,
    matchers: log.matchers.flatMap(renew),
    stages: log.stages.flatMap(stage => stage.kind === 'labelFilter' && stage.filter.kind === 'matcher'
      ? renew(stage.filter.matcher).map(matcher => ({ kind: 'labelFilter', filter: { kind: 'matcher', matcher } } as const))
      : [stage]),
  }
}

function matcherOf(label: string, operator: QueryFilter['operator'], values: string[]): Matcher[] {
  const [only] = values
  if (only === undefined) return []
  return [values.length === 1 ? { label, operator, value: only } : { label, operator: regexOf[operator], value: anyOf(values) }]
}
