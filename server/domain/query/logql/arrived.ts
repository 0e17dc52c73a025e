import { compileStages, type LogNode } from '#shared/logql'
import type { RecordRow } from '#shared/types/record-row'
import { formatPlace, ONLY, placeAt, type Place } from '#shared/utils/place'
import type { RowId } from '#shared/utils/row-id'
import { AppError } from '../../kernel'
import { unlessMissing } from '../anchor'
import type { Run } from '../executor'
import { where, type SqlParams, type Statement } from '../sql'
import { fromSql, sourceSql, SOURCE_COLUMN, type Tables } from '../tables'
import type { LabelSettings } from './label-sql'
import type { LogEntry } from './log-page'
import { Params } from './params'
import { planLog } from './plan'
import { positionOf, recordColumns, RecordReader } from './record-rows'

/** A part of what is read by when its rows came: behind `after`, up to and with `upTo`. */
export interface Arrived {
  readonly after?: Place | undefined
  readonly upTo?: Place | undefined
}

/**
 * Conditions that say so of the rows of one source; those on Segment alone are for its index.
 * @param source `ONLY` where just one is read
 * @throws AppError bad_request for places of other sources
 */
export function arrivedSql({ after, upTo }: Arrived, source: string, params: Params): string[] {
  return [...sideOf('>', rowOf(after, source), params), ...sideOf('<', rowOf(upTo, source), params)]
}

function rowOf(place: Place | undefined, source: string): RowId | undefined {
  if (place === undefined) return undefined
  const row = place.get(source)
  if (row !== undefined) return row
  const message = 'The ids are of other sources than are asked for'
  throw new AppError('bad_request', message, { issues: [{ path: 'arrived', message }] })
}

/** `FROM …` with the conditions that say so: of several sources each table has its own. @throws AppError bad_request as `arrivedSql` */
export function arrivedFrom(tables: Tables, arrived: Arrived, params: Params): { readonly sql: string, readonly params: SqlParams, readonly conditions: readonly string[] } {
  if (typeof tables === 'string') return { ...fromSql(tables), conditions: arrivedSql(arrived, ONLY, params) }
  return { ...fromSql(tables, source => arrivedSql(arrived, source, params)), conditions: [] }
}

function sideOf(side: '<' | '>', row: RowId | undefined, params: Params): string[] {
  if (row === undefined) return []
  const [segment, ordinal] = [params.bind(String(row.segment), 'UInt64'), params.bind(row.ordinal, 'UInt32')]
  return [`Segment ${side}= ${segment}`, `(Segment, Ordinal) ${side === '<' ? '<=' : '>'} (${segment}, ${ordinal})`]
}

/** As plain data, for what a cursor belongs to. */
export const arrivedKey = ({ after, upTo }: Arrived) => [after, upTo].map(place => place === undefined ? null : formatPlace(place))

export interface ArrivalQuestion {
  readonly tables: Tables
  readonly node: LogNode
  readonly after: Place
  readonly upTo: Place
  /** Rows to read at most: those that no line comes of count too. */
  readonly rows: number
  readonly settings: LabelSettings
}

/** The first rows of a part, in the order in which they came: of several sources about so, by when their segments began. */
export function arrivalStatement({ tables, node, after, upTo, rows, settings }: ArrivalQuestion): Statement {
  const params = new Params()
  const from = arrivedFrom(tables, { after, upTo }, params)
  const conditions = [...from.conditions, ...planLog(node, params, settings).conditions]
  return {
    sql: `SELECT ${recordColumns(node)}${sourceSql(tables)}
${from.sql}
${where({ sql: conditions, params: {} })}
ORDER BY Segment, Ordinal${typeof tables === 'string' ? '' : `, ${SOURCE_COLUMN}`}
LIMIT {rows:UInt32}`,
    params: { ...from.params, rows, ...params.toRecord() },
  }
}

/** Lines in the order in which they came. */
export interface ArrivedLines {
  readonly entries: readonly LogEntry[]
  /** Up to where the part was read: `upTo`, unless there is more. */
  readonly readTo: Place
  readonly isWhole: boolean
}

/** Reads the beginning of a part. @throws PipelineError when a stage can’t be built */
export async function readArrivals(run: Run, question: ArrivalQuestion): Promise<ArrivedLines> {
  const pipeline = compileStages(planLog(question.node, new Params(), question.settings).stages)
  const reader = new RecordReader(question.settings)
  const rows = await unlessMissing(() => run.all<RecordRow>(arrivalStatement(question)), [])
  const entries = rows.flatMap((row) => {
    const line = pipeline(reader.read(row))
    return line === undefined ? [] : [{ line, position: positionOf(row) }]
  })
  const last = rows.at(-1)
  const isWhole = last === undefined || rows.length < question.rows
  return { entries, isWhole, readTo: isWhole ? question.upTo : placeAt(positionOf(last), question.after, question.upTo) }
}
