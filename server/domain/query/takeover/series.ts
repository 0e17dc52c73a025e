import { absentLabels, neededStages, type Grouping, type RangeAggregationNode } from '#shared/logql'
import { windowSql } from '../logql/window-sql'
import { quotedText } from '../sql/tokens'
import type { Context } from './context'
import { LineSql } from './lines'
import { before, stepsBehind } from './moments'
import { indented, nameSql, selectSql, type Named } from './select'

/** A statement whose rows are series at steps: `time`, a column for each label, `value`. */
export interface SeriesSql {
  readonly sql: string
  /** Columns of the labels. */
  readonly labels: readonly string[]
  /** Where the rows have all of a line's labels, in the columns that they are stored in. */
  readonly isWhole?: boolean
}

/** The columns that all labels of a line come from. */
const WHOLE = ['ServiceName', 'SeverityNumber', 'TraceId', 'SpanId', 'ResourceAttributes', 'LogAttributes']

/** @param grouping of the aggregation itself, or of a `sum` around it; undefined where its labels tell its series apart */
export function rangeSql(node: RangeAggregationNode, grouping: Grouping | undefined, context: Context): SeriesSql {
  const { range, operation } = node
  const lines = new LineSql(range.log, neededStages(node, grouping), context)
  if (operation === 'absent_over_time') return absentSql(node, lines, context)
  if (grouping?.without) context.remarks.lack('without', 'The other labels of a line are not known to SQL: name those that are wanted with by (…)')
  if (grouping === undefined && (lines.isChanged || range.unwrap !== undefined)) {
    context.remarks.lack(operation, 'Behind a parser or an unwrap, SQL must know which labels tell the series apart: name them with by (…)')
  }
  const value = valueSql(node, lines, context)
  const columns = grouping === undefined
    ? WHOLE.map((sql): Named => ({ sql: sql.endsWith('Attributes') ? `mapSort(${sql})` : sql, name: sql }))
    : [...new Set(grouping.labels)].map((label): Named => ({ sql: lines.label(label), name: nameSql(label) }))
  return {
    sql: windowsSql(node, lines, columns, value, context),
    labels: grouping === undefined ? WHOLE : columns.map(({ name }) => name!), isWhole: grouping === undefined,
  }
}

/** What the lines of a window come to. */
function valueSql(node: RangeAggregationNode, lines: LineSql, { remarks }: Context): string {
  const { operation, range: { unwrap, interval } } = node
  const seconds = interval / 1e9
  if (unwrap !== undefined) {
    const { label, conversion } = unwrap
    const number = lines.quantity(label, conversion === undefined ? 'number' : conversion === 'bytes' ? 'bytes' : 'duration')
    remarks.note('A line whose unwrapped label is no number fails a LogQL query unless it says | __error__="". SQL leaves it out.')
    const name = lines.names.named('v', conversion === undefined || conversion === 'bytes' ? number : `${number} / 1000000000`)
    lines.conditions.push(`${name} IS NOT NULL`)
    for (const filter of unwrap.filters) {
      const reason = lines.addFilter(filter)
      if (reason !== undefined) remarks.lack(`unwrap ${label}`, reason)
    }
    const sql = windowSql(node)
    if (sql === undefined) remarks.lack(operation, 'It has no like in SQL')
    return sql?.replaceAll(/\bv\b/g, name) ?? '0'
  }
  switch (operation) {
    case 'rate': return `count() / ${seconds}`
    case 'bytes_over_time': return `sum(length(${lines.line}))`
    case 'bytes_rate': return `sum(length(${lines.line})) / ${seconds}`
    default: return 'count()'
  }
}

/** A window ends with its step, and begins after the moment that lies its length before. */
function windowsSql({ range }: RangeAggregationNode, lines: LineSql, columns: readonly Named[], value: string, { table, grid }: Context): string {
  const [interval, offset] = [BigInt(Math.round(range.interval)), BigInt(Math.round(range.offset))]
  const first = grid.step === 0n ? '{to}' : '{from}'
  const names = lines.names.all
  const isMoment = grid.step === 0n
  const keys = columns.map(({ name }) => name!)
  return selectSql({
    names: isMoment ? names : [...names, ...windowNames(interval, offset, grid.step)],
    columns: [{ sql: isMoment ? '{to}' : stepsBehind('{from}', grid.step, 'arrayJoin(steps)'), name: 'time' }, ...columns, { sql: value, name: 'value' }],
    from: table,
    where: [`Timestamp > ${before(first, interval + offset)}`, `Timestamp <= ${before('{to}', offset)}`, ...lines.conditions],
    groupBy: isMoment ? keys : ['time', ...keys],
    having: isMoment && keys.length === 0 ? 'count() > 0' : undefined,
  })
}

/** The numbers of the steps in whose windows a line lies. */
function windowNames(interval: bigint, offset: bigint, step: bigint): Named[] {
  return [
    { sql: `toUnixTimestamp64Nano(Timestamp) - toUnixTimestamp64Nano(${before('{from}', offset)})`, name: 'since' },
    { sql: `range(\n    toUInt64(if(since <= 0, 0, intDiv(since - 1, ${step}) + 1)),\n    toUInt64(least(intDiv(since + ${interval - 1n}, ${step}), ${lastStep(step)}) + 1)\n  )`, name: 'steps' },
  ]
}

const lastStep = (step: bigint) => `intDiv(toUnixTimestamp64Nano({to}) - toUnixTimestamp64Nano({from}), ${step})`

/** The steps themselves, with the same columns for each. */
export function stepsSql({ grid: { step } }: Context, columns: readonly Named[]): string {
  const time = step === 0n ? '{to}' : stepsBehind('{from}', step, `arrayJoin(range(toUInt64(${lastStep(step)}) + 1))`)
  return selectSql({ columns: [{ sql: time, name: 'time' }, ...columns] })
}

/** 1 at each step that has no line. */
function absentSql(node: RangeAggregationNode, lines: LineSql, context: Context): SeriesSql {
  if (node.range.unwrap !== undefined) valueSql(node, lines, context)
  const labels = absentLabels(node.range.log).entries.map(([name, value]): Named => ({ sql: quotedText(value), name: nameSql(name) }))
  const found = windowsSql(node, lines, [], 'count()', context)
  return {
    sql: selectSql({
      columns: [{ sql: 'time' }, ...labels, { sql: '1', name: 'value' }],
      from: `(\n${indented(stepsSql(context, []))}\n)`,
      where: [`time NOT IN (\n    SELECT time FROM (\n${indented(indented(found))}\n    )\n  )`],
    }),
    labels: labels.map(({ name }) => name!),
  }
}
