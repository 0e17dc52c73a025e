import type { Column } from './schema'

/** The minute m of a time in (m · 60 s, (m + 1) · 60 s], as windows of metric queries are open at their start. */
export const MINUTE_COLUMN = 'TimestampMinute'
const MINUTE_SQL = 'toInt32(intDiv(toUnixTimestamp64Nano(Timestamp) - 1, 60000000000))'

const LABEL_PREFIX = 'Label_'

export const labelColumn = (label: string) => `${LABEL_PREFIX}${label}`
/** The label of a column; undefined for other columns. */
export const labelOfColumn = (column: string) => column.startsWith(LABEL_PREFIX) ? column.slice(LABEL_PREFIX.length) : undefined

/**
 * An attribute by the name of its label, in which everything but letters, digits and `_` is `_`: `k8s_pod_name` is
 * `k8s.pod.name`, `k8s-pod_name` or itself.
 * @param name as a query writes it, dotted or not
 * @param label the same as a label
 * @param text puts a text into the statement
 */
export function attributeSql(map: 'ResourceAttributes' | 'LogAttributes', name: string, label: string, text: (value: string) => string): string {
  const key = text(name)
  // A name without a `_` has only one spelling.
  if (!label.includes('_')) return `${map}[${key}]`
  return `if(mapContains(${map}, ${key}), ${map}[${key}], ${map}[arrayFirst(k -> match(k, ${text(spellingOf(label))}), mapKeys(${map}))])`
}

/** Whether the line has an attribute of this label, and be it empty. */
export function hasAttributeSql(name: string, label: string, text: (value: string) => string): string {
  const key = text(name)
  if (!label.includes('_')) return `mapContains(LogAttributes, ${key})`
  return `(mapContains(LogAttributes, ${key}) OR arrayExists(k -> match(k, ${text(spellingOf(label))}), mapKeys(LogAttributes)))`
}

/** The names that become this label. */
const spellingOf = (label: string) =>
  `^${label.replace(/^_(?=\d)/, '_?').replaceAll('_', '[^a-zA-Z0-9]')}$`.replace('[^a-zA-Z0-9]?', '_?')

/**
 * An attribute’s text behind a letter that says where it is from: `r` its resource, which goes first, `l` the line
 * itself; '' where neither has it (a resource’s empty one counts as none).
 */
export function labelColumnSql(label: string): string {
  if (!/^\w{1,100}$/.test(label)) throw new RangeError(`${JSON.stringify(label)} is no label`)
  const text = (value: string) => `'${value}'`
  const [resource, line] = [attributeSql('ResourceAttributes', label, label, text), attributeSql('LogAttributes', label, label, text)]
  return `multiIf(${resource} != '', concat('r', ${resource}), ${hasAttributeSql(label, label, text)}, concat('l', ${line}), '')`
}

/** The column of a label that is asked for often. @param type of its texts: `LowCardinality(String)` where they are few */
export const labelColumnOf = (label: string, type = 'LowCardinality(String)', unless?: string): Column => [
  labelColumn(label), type,
  `MATERIALIZED ${unless === undefined ? labelColumnSql(label) : `if(${unless}, '', ${labelColumnSql(label)})`} CODEC(ZSTD(1))`,
]

/**
 * Columns that the engine works out from others as lines come in (`MATERIALIZED`): inserts don’t name them, `SELECT *`
 * leaves them out, and of parts from before them they are worked out as they are read. What they save is in
 * docs/adr/0009-query-speed.md.
 *
 * Of every table of records: the minute, and the attributes that go before what every line has (`level` before its
 * severity, `service` before its service), so that nobody needs to look for them in the maps.
 */
export const derivedColumns: readonly Column[] = [
  [MINUTE_COLUMN, 'Int32', `MATERIALIZED ${MINUTE_SQL} CODEC(Delta, ZSTD(1))`],
  labelColumnOf('level'),
  labelColumnOf('service'),
  labelColumnOf('service_name', 'LowCardinality(String)', 'ServiceName != \'\''),
]
