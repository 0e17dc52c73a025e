import type { Fill } from './query-fill.ts'

/** A question that is measured, and the same in SQL as somebody would write it who knows the table. */
export interface QueryCase {
  readonly name: string
  /** Milliseconds on two cores; none where a question is only reported. */
  readonly target?: number
  readonly query: string
  /** Milliseconds since 1970. */
  readonly start: number
  readonly end: number
  readonly step?: string
  readonly sql: string
}

const HOUR = 3_600_000

/** @param rare a word that one line has */
export function queryCases({ start, end }: Fill, table: string, rare: string): QueryCase[] {
  const all = `FROM ${table} WHERE Timestamp > fromUnixTimestamp64Milli(${start}) AND Timestamp <= fromUnixTimestamp64Milli(${end})`
  const hour = `FROM ${table} WHERE Timestamp > fromUnixTimestamp64Milli(${end - HOUR}) AND Timestamp <= fromUnixTimestamp64Milli(${end})`
  const over = `[${(end - start) / 1000}s]`
  const minute = 'toStartOfMinute(Timestamp)'
  const atEnd = { start: end - 1000, end }
  const minutes = { start: Math.ceil(start / 60_000) * 60_000 + 60_000, end, step: '60' }
  return [
    {
      name: 'newest 100 of a service', target: 50, query: '{service_name="cart"}', start, end,
      sql: `SELECT Timestamp, Body ${all} AND ServiceName = 'cart' ORDER BY Timestamp DESC LIMIT 100`,
    },
    {
      name: 'a rare word over everything', target: 50, query: `{service_name=~".+"} | search "${rare}"`, start, end,
      sql: `SELECT Timestamp, Body ${all} AND hasAllTokens(lower(Body), ['${rare}'])`,
    },
    {
      name: 'the same as a substring', query: `{service_name=~".+"} |= "${rare}"`, start, end,
      sql: `SELECT Timestamp, Body ${all} AND lower(Body) LIKE '%${rare}%'`,
    },
    {
      name: 'a common substring, counted', target: 1000, query: `sum(count_over_time({service_name=~".+"} |= "99ms" ${over}))`, ...atEnd,
      sql: `SELECT count() ${all} AND position(Body, '99ms') > 0`,
    },
    {
      name: 'count per minute by level', target: 150, query: 'sum by (level) (count_over_time({service_name=~".+"}[1m]))', ...minutes,
      sql: `SELECT ${minute} AS minute, SeverityText, count() ${all} GROUP BY minute, SeverityText`,
    },
    {
      name: 'rate of JSON status >= 500, an hour', target: 500,
      query: 'sum by (service) (rate({service_name=~".+"} |= "duration_ms" | json | status >= 500 [5m]))', start: end - HOUR + 300_000, end, step: '60',
      sql: `SELECT ${minute} AS minute, ServiceName, count() ${hour} AND position(Body, 'duration_ms') > 0 AND JSONExtractInt(Body, 'status') >= 500 GROUP BY minute, ServiceName`,
    },
    {
      name: 'top 10 services by errors', target: 100, query: `topk(10, sum by (service) (count_over_time({level="error"} ${over})))`, ...atEnd,
      sql: `SELECT ServiceName, count() AS lines ${all} AND SeverityText = 'error' GROUP BY ServiceName ORDER BY lines DESC LIMIT 10`,
    },
    {
      name: 'attribute = value, counted', target: 150, query: `sum(count_over_time({service_name=~".+"} | status="500" ${over}))`, ...atEnd,
      sql: `SELECT count() ${all} AND LogAttributes['status'] = '500'`,
    },
    {
      name: 'p95 of a number by service per minute', target: 500, query: 'quantile_over_time(0.95, {service_name=~".+"} | unwrap duration_ms [1m]) by (service_name)', ...minutes,
      sql: `SELECT ${minute} AS minute, ServiceName, quantileExactInclusive(0.95)(toFloat64OrZero(LogAttributes['duration_ms'])) ${all} GROUP BY minute, ServiceName`,
    },
  ]
}
