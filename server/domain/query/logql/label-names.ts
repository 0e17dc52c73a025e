import { labelName, type LogNode } from '#shared/logql'
import { timePart } from '../conditions'
import { unlessMissing } from '../anchor'
import type { Run } from '../executor'
import type { Range } from '../range'
import type { Statement } from '../sql'
import { fromSql, type Tables } from '../tables'
import { streamLabelSql, type LabelSettings } from './label-sql'
import { Params } from './params'
import { planLog } from './plan'
import { RecordReader } from './record-rows'

/** Which lines are meant: those of a selector and of the filters that the engine can answer. */
export interface LabelQuestion {
  readonly tables: Tables
  readonly range: Range
  /** Undefined is all of them. */
  readonly node: LogNode | undefined
  readonly settings: LabelSettings
}

/** Names, values and streams at most: nobody reads more, and a browser dies of it. */
const MOST = 5000

interface Piece { readonly columns: string, readonly tail: string }

function statement({ tables, range, node, settings }: LabelQuestion, make: (params: Params) => Piece): Statement {
  const params = new Params()
  const time = timePart({ start: range.start, end: range.end + 1n })
  const conditions = node ? planLog(node, params, settings).conditions : []
  const { columns, tail } = make(params)
  const from = fromSql(tables)
  return {
    sql: `SELECT ${columns}
${from.sql}
WHERE ${[...time.sql, ...conditions].join('\n  AND ')}
${tail}`,
    params: { ...from.params, ...time.params, ...params.toRecord() },
  }
}

export const labelNamesStatement = (question: LabelQuestion): Statement => statement(question, params => ({
  columns: `groupUniqArrayArray(${params.bind(MOST, 'UInt32')})(mapKeys(ResourceAttributes)) AS names, countIf(ServiceName != '') AS services, count() AS lines`,
  tail: '',
}))

/** The names of the stream labels that occur. */
export async function readLabelNames(run: Run, question: LabelQuestion): Promise<string[]> {
  const [row] = await unlessMissing(() => run.all<{ names: string[], services: string, lines: string }>(labelNamesStatement(question)), [])
  if (row === undefined || row.lines === '0') return []
  const names = new Set(row.names.map(labelName))
  if (row.services !== '0') names.add('service_name')
  if (question.settings.discoverLogLevels) names.add('detected_level').add('level')
  return [...names].sort()
}

export const labelValuesStatement = (question: LabelQuestion, name: string): Statement => statement(question, params => ({
  columns: `toString(${streamLabelSql(name, params, question.settings)}) AS value`,
  tail: `GROUP BY value\nHAVING value != ''\nORDER BY value\nLIMIT ${params.bind(MOST, 'UInt32')}`,
}))

/** The values of a stream label, in order. */
export async function readLabelValues(run: Run, question: LabelQuestion, name: string): Promise<string[]> {
  const rows = await unlessMissing(() => run.all<{ value: string }>(labelValuesStatement(question, name)), [])
  return rows.map(({ value }) => value)
}

interface StreamRow { service: string, severity: number, resourceNames: string[], resourceValues: string[], lines: string, bytes: string }

export const streamsStatement = (question: LabelQuestion): Statement => statement(question, params => ({
  columns: `ServiceName AS service, ${question.settings.discoverLogLevels ? 'SeverityNumber' : '0'} AS severity,
  mapKeys(ResourceAttributes) AS resourceNames, mapValues(ResourceAttributes) AS resourceValues, count() AS lines, sum(length(Body)) AS bytes`,
  tail: `GROUP BY service, severity, resourceNames, resourceValues\nORDER BY bytes DESC\nLIMIT ${params.bind(MOST, 'UInt32')}`,
}))

/** A stream with what it came to. */
export interface StreamVolume { readonly labels: Record<string, string>, readonly lines: number, readonly bytes: number }

/** The streams, the largest first. */
export async function readStreams(run: Run, question: LabelQuestion): Promise<StreamVolume[]> {
  const rows = await unlessMissing(() => run.all<StreamRow>(streamsStatement(question)), [])
  const reader = new RecordReader(question.settings)
  const found = new Map<string, StreamVolume>()
  for (const row of rows) {
    const labels = Object.fromEntries([...reader.streamOf(row)].sort(([a], [b]) => a < b ? -1 : 1))
    const key = JSON.stringify(labels)
    const { lines = 0, bytes = 0 } = found.get(key) ?? {}
    found.set(key, { labels, lines: lines + Number(row.lines), bytes: bytes + Number(row.bytes) })
  }
  return [...found.values()]
}

/** What all streams come to. */
export interface StreamTotals { readonly streams: number, readonly lines: number, readonly bytes: number }

export const streamTotalsStatement = (question: LabelQuestion): Statement => statement(question, (params) => {
  const level = question.settings.discoverLogLevels ? `${streamLabelSql('detected_level', params, question.settings)}, ` : ''
  return { columns: `uniqExact(cityHash64(ServiceName, ${level}mapSort(ResourceAttributes))) AS streams, count() AS lines, sum(length(Body)) AS bytes`, tail: '' }
})

/** How many streams there are, and what they hold, however many. */
export async function readStreamTotals(run: Run, question: LabelQuestion): Promise<StreamTotals> {
  const [row] = await unlessMissing(() => run.all<Record<keyof StreamTotals, string>>(streamTotalsStatement(question)), [])
  return { streams: Number(row?.streams ?? 0), lines: Number(row?.lines ?? 0), bytes: Number(row?.bytes ?? 0) }
}
