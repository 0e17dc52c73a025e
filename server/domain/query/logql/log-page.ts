import { compileStages, type Line, type LogNode } from '#shared/logql'
import type { Order } from '#shared/schemas/query'
import type { RecordRow } from '#shared/types/record-row'
import { anchored } from '../anchor'
import { timePart } from '../conditions'
import { openPosition, sealPosition, type Position } from '../cursor'
import { isMissingTable } from '../errors'
import type { Run } from '../executor'
import type { Range } from '../range'
import type { Statement } from '../sql'
import { orderSql, positionColumns, sourceSql, tablesKey, type Tables } from '../tables'
import { windowsOf } from '../windows'
import { arrivedFrom, arrivedKey, type Arrived } from './arrived'
import type { LabelSettings } from './label-sql'
import { Params } from './params'
import { planLog } from './plan'
import { positionOf, recordColumns, RecordReader } from './record-rows'

/** A page of lines that is asked for. */
export interface LogQuestion {
  readonly tables: Tables
  readonly node: LogNode
  /** `start` belongs to it, `end` does not. */
  readonly range: Range
  readonly order: Order
  readonly limit: number
  /** Rows up to and with this one were given out before. */
  readonly after?: Position | undefined
  /** Only rows that came then. */
  readonly arrived?: Arrived | undefined
  /** Only rows with these attributes, and be they empty, which to LogQL are none; by the names that they were sent with. */
  readonly having?: readonly string[]
  /** Whether a full page ends the reading where there are windows left, so that the page behind it may be empty. */
  readonly mayEndEmpty?: boolean
  readonly settings: LabelSettings
  /** Is told how far reading has come. */
  readonly reached?: ((time: bigint) => void) | undefined
}

/** A line of the answer, and the row that it was. */
export interface LogEntry { readonly line: Line, readonly position: Position }

/** What becomes of the rows that are read. */
export interface RowReader<Row extends RecordRow, T> {
  readonly columns: string
  /** @returns undefined for a row that the stages leave out */
  readonly read: (row: Row) => T | undefined
}

/** What a page came to, told at its end. */
export interface LogPage {
  readonly count: number
  /** Of the last line, where more may follow. */
  readonly next: Position | undefined
}

interface BatchQuestion extends LogQuestion { readonly window: Range, readonly batch: number, readonly columns?: string }

/** The next rows of a window that may be lines of the answer. */
export function batchStatement({ tables, node, window, order, after, arrived = {}, having = [], batch, settings, columns = recordColumns(node) }: BatchQuestion): Statement {
  const params = new Params()
  const time = timePart(window)
  const from = arrivedFrom(tables, arrived, params)
  const behind = [...from.conditions, ...afterSql(tables, window, order, after, params)]
  const { conditions } = planLog(node, params, settings)
  const there = having.map(name => `(mapContains(LogAttributes, ${params.string(name)}) OR mapContains(ResourceAttributes, ${params.string(name)}))`)
  return {
    sql: `SELECT ${columns}${sourceSql(tables)}
${from.sql}
WHERE ${[...time.sql, ...behind, ...conditions, ...there].join('\n  AND ')}
ORDER BY ${orderSql(tables, order === 'desc' ? 'DESC' : 'ASC')}
LIMIT {batch:UInt32}`,
    params: { ...from.params, batch, ...time.params, ...params.toRecord() },
  }
}

function afterSql(tables: Tables, window: Range, order: Order, after: Position | undefined, params: Params): string[] {
  if (after === undefined || after.time < window.start || after.time >= window.end) return []
  const position = [
    `fromUnixTimestamp64Nano(${params.bind(String(after.time), 'Int64')})`, params.bind(String(after.segment), 'UInt64'), params.bind(after.ordinal, 'UInt32'),
    ...after.source === undefined ? [] : [params.string(after.source)],
  ]
  return [`(${positionColumns(tables).join(', ')}) ${order === 'desc' ? '<' : '>'} (${position.join(', ')})`]
}

/** Where stages are left to run, rows are read in batches that grow up to this. */
const MOST_ROWS = 20_000
const FIRST_ROWS = 1000

/** Reads a page, newest first in windows that grow (or oldest first), until it is full. */
export async function* readLogPage<Row extends RecordRow, T>(run: Run, question: LogQuestion, { columns, read }: RowReader<Row, T>): AsyncGenerator<T, LogPage> {
  const { tables, node, order, limit, settings } = question
  const isExact = planLog(node, new Params(), settings).stages.length === 0
  const range = await anchored(run, tables, rest(question), order)
  if (range === undefined) return { count: 0, next: undefined }
  const windows = windowsOf(range, order)
  let count = 0
  let after = question.after
  let rowsToRead = Math.max(FIRST_ROWS, limit * 2)
  let isEmpty: boolean
  for (let next = windows.next(); !next.done; next = windows.next(isEmpty)) {
    const window = next.value
    isEmpty = true
    if (count === limit && question.mayEndEmpty) return { count, next: after }
    for (let isWhole = false; !isWhole;) {
      const batch = Math.min(isExact ? limit - count + 1 : rowsToRead, MOST_ROWS)
      let rows = 0
      for await (const row of rowsOf<Row>(run, batchStatement({ ...question, window, after, batch, columns }))) {
        rows++
        const entry = read(row)
        // One line more than wanted tells that there is a next page.
        if (entry && count === limit) return { count, next: after }
        after = positionOf(row)
        if (!entry) continue
        count++
        yield entry
      }
      isWhole = rows < batch
      isEmpty &&= rows === 0
      question.reached?.(isWhole || after === undefined ? order === 'desc' ? window.start : window.end : after.time)
      rowsToRead *= 2
    }
  }
  return { count, next: undefined }
}

/** Makes lines of rows. @throws PipelineError when a stage can’t be built */
export function lineReader({ node, settings }: Pick<LogQuestion, 'node' | 'settings'>): RowReader<RecordRow, LogEntry> {
  const pipeline = compileStages(planLog(node, new Params(), settings).stages)
  const records = new RecordReader(settings)
  return {
    columns: recordColumns(node),
    read: (row) => {
      const line = pipeline(records.read(row))
      return line && { line, position: positionOf(row) }
    },
  }
}

/** What of the range lies behind the position. */
function rest({ range: { start, end }, order, after }: LogQuestion): Range {
  if (after === undefined) return { start, end }
  return order === 'desc' ? { start, end: after.time + 1n } : { start: after.time, end }
}

/** A source has no table before its first lines. */
async function* rowsOf<Row>(run: Run, statement: Statement): AsyncGenerator<Row, void> {
  try {
    yield* run.stream<Row>(statement)
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
}

/** What the cursor of a page belongs to. */
const askedOf = (query: string, { tables, range, order, arrived }: LogQuestion) =>
  [tablesKey(tables), query, String(range.start), String(range.end), order, ...arrived === undefined ? [] : arrivedKey(arrived)]

/** @param query in its canonical form */
export const writeLogCursor = (query: string, question: LogQuestion, position: Position) => sealPosition(askedOf(query, question), position)
/** @throws AppError bad_request when it is not a cursor of this query */
export const readLogCursor = (query: string, question: LogQuestion, cursor: string) => openPosition(askedOf(query, question), cursor)
