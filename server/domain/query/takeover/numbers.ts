import { isSummed, printQuery, type BinaryNode, type MetricNode, type VectorAggregationNode, type VectorOperation } from '#shared/logql'
import { labelSql } from '../logql/label-sql'
import type { Context } from './context'
import { Literals, numberSql } from './literals'
import { rangeSql, stepsSql, type SeriesSql } from './series'
import { indented, nameSql, selectSql, type Named } from './select'

const AGGREGATES: Partial<Record<VectorOperation, string>> = {
  sum: 'sum(value)', avg: 'avg(value)', count: 'count()', max: 'max(value)', min: 'min(value)', stddev: 'stddevPopStable(value)', stdvar: 'varPopStable(value)',
}
const ARITHMETIC: Partial<Record<BinaryNode['operator'], (a: string, b: string) => string>> = {
  '+': (a, b) => `${a} + ${b}`, '-': (a, b) => `${a} - ${b}`, '*': (a, b) => `${a} * ${b}`, '/': (a, b) => `${a} / ${b}`, '^': (a, b) => `pow(${a}, ${b})`,
}
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '>=', '<', '<='])
const NO_ROWS: SeriesSql = { sql: 'SELECT 1', labels: [] }

/** Writes the SQL of a metric query: a WITH subquery for each part that others are made of. */
export class NumberSql {
  private readonly parts: string[] = []

  constructor(private readonly context: Context) {}

  statement(node: MetricNode): string {
    const { sql, labels } = this.series(node)
    const ordered = /\nORDER BY [^\n]*(?:\nLIMIT [^\n]*)?$/.test(sql) ? sql : `${sql}\nORDER BY ${['time', ...labels].join(', ')}`
    return this.parts.length === 0 ? ordered : `WITH\n${this.parts.join(',\n')}\n${ordered}`
  }

  private series(node: MetricNode): SeriesSql {
    switch (node.kind) {
      case 'rangeAggregation': return rangeSql(node, node.grouping, this.context)
      case 'vectorAggregation': return this.aggregation(node)
      case 'binary': return node.left.kind === 'literal' || node.right.kind === 'literal' ? this.withNumber(node) : this.joined(node)
      case 'labelReplace': return this.missing(node, 'label_replace has no like in SQL: write replaceRegexpOne around the column')
      default: return { sql: stepsSql(this.context, [{ sql: numberSql(node.value), name: 'value' }]), labels: [] }
    }
  }

  private missing(node: MetricNode, reason: string): SeriesSql {
    this.context.remarks.lack(printQuery(node), reason)
    return NO_ROWS
  }

  /** @returns the name of a part, to stand behind FROM */
  private part({ sql }: SeriesSql): string {
    const name = `part_${this.parts.length + 1}`
    this.parts.push(`  ${name} AS (\n${indented(sql)}\n  )`)
    return name
  }

  private aggregation(node: VectorAggregationNode): SeriesSql {
    const { operation, parameter = 0, grouping, operand } = node
    if (grouping?.without) return this.missing(node, 'The other labels of a series are not known to SQL: name those that are wanted with by (…)')
    if (isSummed(node)) return rangeSql(node.operand, grouping ?? { without: false, labels: [] }, this.context)
    const inner = this.series(operand)
    const from = this.part(inner)
    const columns = (grouping?.labels ?? []).map((label): Named => ({ sql: this.labelOf(inner, label), name: nameSql(label) }))
    const keys = ['time', ...columns.map(({ name }) => name!)]
    const value = AGGREGATES[operation]
    if (value !== undefined) return { sql: selectSql({ columns: [{ sql: 'time' }, ...columns, { sql: value, name: 'value' }], from, groupBy: keys }), labels: keys.slice(1) }
    const all = ['time', ...inner.labels, 'value'].map((sql): Named => ({ sql }))
    const order = `value ${operation === 'bottomk' || operation === 'sort' ? 'ASC' : 'DESC'}`
    const isSorted = operation === 'sort' || operation === 'sort_desc'
    if (!isSorted) this.context.remarks.note(`Of series with equal values, ${operation} may keep others.`)
    const limit = isSorted ? undefined : `LIMIT ${parameter} BY ${['time', ...columns.map(({ sql }) => sql)].join(', ')}`
    return { ...inner, sql: selectSql({ columns: all, from, orderBy: ['time', order], limit }) }
  }

  /** A label of series that a part has. */
  private labelOf({ labels, isWhole = false }: SeriesSql, label: string): string {
    if (isWhole) return labelSql(label, new Literals(), this.context.settings)
    return labels.includes(nameSql(label)) ? nameSql(label) : '\'\''
  }

  private withNumber(node: BinaryNode): SeriesSql {
    const { left, right, operator, returnBool } = node
    const inner = this.series(left.kind === 'literal' ? right : left)
    const side = (each: MetricNode) => each.kind === 'literal' ? numberSql(each.value) : 'value'
    return this.calculated(node, inner, this.part(inner), [side(left), side(right)], COMPARISONS.has(operator) && !returnBool)
  }

  private joined(node: BinaryNode): SeriesSql {
    const { operator, matching, returnBool } = node
    const [left, right] = [this.series(node.left), this.series(node.right)]
    const isSame = left.labels.length === right.labels.length && left.labels.every(name => right.labels.includes(name))
    if (matching !== undefined || !isSame) return this.missing(node, 'SQL needs the same labels on both sides, and joins by all of them: write the join as you need it')
    const [a, b] = [this.part(left), this.part(right)]
    const keys = ['time', ...left.labels]
    const key = keys.length === 1 ? 'time' : `(${keys.join(', ')})`
    const all = (part: string) => selectSql({ columns: [...keys.map(sql => ({ sql })), { sql: 'toFloat64(value)', name: 'value' }], from: part })
    const behind = (part: string, other: string, not = '') => `${all(part)}\nWHERE ${key} ${not}IN (SELECT ${keys.join(', ')} FROM ${other})`
    switch (operator) {
      case 'and': return { ...left, sql: behind(a, b) }
      case 'unless': return { ...left, sql: behind(a, b, 'NOT ') }
      case 'or': {
        const both = this.part({ ...left, sql: `${all(a)}\nUNION ALL\n${behind(b, a, 'NOT ')}` })
        return { ...left, sql: selectSql({ columns: [...keys, 'value'].map(sql => ({ sql })), from: both }) }
      }
      default: return this.calculated(node, left, `${a}\nINNER JOIN ${b} USING (${keys.join(', ')})`, [`${a}.value`, `${b}.value`], COMPARISONS.has(operator) && !returnBool)
    }
  }

  private calculated(node: BinaryNode, inner: SeriesSql, from: string, [a, b]: [string, string], isFilter: boolean): SeriesSql {
    const columns = ['time', ...inner.labels].map((sql): Named => ({ sql }))
    const operator = node.operator === '==' ? '=' : node.operator
    if (isFilter) return { ...inner, sql: selectSql({ columns: [...columns, { sql: node.left.kind === 'literal' ? b : a, name: 'value' }], from, where: [`${a} ${operator} ${b}`] }) }
    const value = node.returnBool ? `toFloat64(${a} ${operator} ${b})` : ARITHMETIC[node.operator]?.(a, b)
    if (value === undefined) return this.missing(node, `${node.operator} between numbers is not the same in SQL`)
    return { ...inner, sql: selectSql({ columns: [...columns, { sql: value, name: 'value' }], from }) }
  }
}
