import { compileStages, type LogNode } from '#shared/logql'
import type { RecordRow } from '#shared/types/record-row'
import { formatRowId, type RowId } from '#shared/utils/row-id'
import { unlessMissing } from '../anchor'
import type { Run } from '../executor'
import type { Statement } from '../sql'
import type { LabelSettings } from './label-sql'
import type { LogEntry } from './log-page'
import { Params } from './params'
import { planLog } from './plan'
import { recordColumns, RecordReader } from './record-rows'

/** A part of a source by when its rows came: behind `after`, up to and with `upTo`. */
export interface Arrived {
  readonly after?: RowId | undefined
  readonly upTo?: RowId | undefined
}

/** Conditions that say so; those on Segment alone are for its index. */
export function arrivedSql({ after, upTo }: Arrived, params: Params): string[] {
  return [...sideOf('>', after, params), ...sideOf('<', upTo, params)]
}

function sideOf(side: '<' | '>', row: RowId | undefined, params: Params): string[] {
  if (row === undefined) return []
  const [segment, ordinal] = [params.bind(String(row.segment), 'UInt64'), params.bind(row.ordinal, 'UInt32')]
  return [`Segment ${side}= ${segment}`, `(Segment, Ordinal) ${side === '<' ? '<=' : '>'} (${segment}, ${ordinal})`]
}

/** As plain data, for what a cursor belongs to. */
export const arrivedKey = ({ after, upTo }: Arrived) => [after, upTo].map(row => row === undefined ? null : formatRowId(row))

export interface ArrivalQuestion {
  readonly table: string
  readonly node: LogNode
  readonly after: RowId
  readonly upTo: RowId
  /** Rows to read at most: those that no line comes of count too. */
  readonly rows: number
  readonly settings: LabelSettings
}

/** The first rows of a part, in the order in which they came. */
export function arrivalStatement({ table, node, after, upTo, rows, settings }: ArrivalQuestion): Statement {
  const params = new Params()
  const conditions = [...arrivedSql({ after, upTo }, params), ...planLog(node, params, settings).conditions]
  return {
    sql: `SELECT ${recordColumns(node)}
FROM {table:Identifier}
WHERE ${conditions.join('\n  AND ')}
ORDER BY Segment, Ordinal
LIMIT {rows:UInt32}`,
    params: { table, rows, ...params.toRecord() },
  }
}

/** Lines in the order in which they came. */
export interface ArrivedLines {
  readonly entries: readonly LogEntry[]
  /** Up to where the part was read: `upTo`, unless there is more. */
  readonly readTo: RowId
  readonly isWhole: boolean
}

/** Reads the beginning of a part of a source. @throws PipelineError when a stage can’t be built */
export async function readArrivals(run: Run, question: ArrivalQuestion): Promise<ArrivedLines> {
  const pipeline = compileStages(planLog(question.node, new Params(), question.settings).stages)
  const reader = new RecordReader(question.settings)
  const rows = await unlessMissing(() => run.all<RecordRow>(arrivalStatement(question)), [])
  const entries = rows.flatMap((row) => {
    const line = pipeline(reader.read(row))
    return line === undefined ? [] : [{ line, position: { time: BigInt(row.time), ...idOf(row) } }]
  })
  const last = rows.at(-1)
  const isWhole = last === undefined || rows.length < question.rows
  return { entries, isWhole, readTo: isWhole ? question.upTo : idOf(last) }
}

const idOf = ({ segment, ordinal }: RecordRow): RowId => ({ segment: BigInt(segment), ordinal })
