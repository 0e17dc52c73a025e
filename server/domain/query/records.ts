import { notFound } from '../kernel'
import type { LogRow, Order, QueryRequest, QuerySummary } from '#shared/schemas/query'
import { filterPart, timePart } from './conditions'
import { readCursor, writeCursor, type Position } from './cursor'
import { isMissingTable } from './errors'
import type { Run } from './executor'
import { anchored, unlessMissing } from './anchor'
import { readQuestion, type Question, type Range } from './question'
import { parseRecordId, ROW_COLUMNS, toRecord, type Identity, type RawRow } from './rows'
import { paramsOf, where, type SqlPart, type Statement } from './sql'
import { fromSql, orderSql, positionColumns, sourceSql, tablesOf, type OpenScope, type Tables } from './tables'
import { windowsOf } from './windows'

export interface PageStatement {
  readonly question: Question
  readonly window: Range
  readonly order: Order
  /** Rows up to and with this one were given out before. */
  readonly after: Position | undefined
  readonly limit: number
}

/**
 * The next rows of one window. The engine sorts by the narrow columns and reads the wide ones for the rows of the
 * page only (lazy materialization).
 */
export function pageStatement({ question, window, order, after, limit }: PageStatement): Statement {
  const { tables } = question
  const from = fromSql(tables)
  const parts = [timePart(window), afterPart(tables, window, order, after), filterPart(question)]
  return {
    sql: `SELECT ${ROW_COLUMNS}${sourceSql(tables)}
${from.sql}
${where(...parts)}
ORDER BY ${orderSql(tables, order === 'desc' ? 'DESC' : 'ASC')}
LIMIT {limit:UInt32}`,
    params: { ...paramsOf(from, ...parts), limit },
  }
}

/** Only the window with the position's own time has rows on both sides of it. */
function afterPart(tables: Tables, window: Range, order: Order, after: Position | undefined): SqlPart {
  if (after === undefined || after.time < window.start || after.time >= window.end) return { sql: [], params: {} }
  const { time, segment, ordinal, source } = after
  const position = ['fromUnixTimestamp64Nano({afterTime:Int64})', '{afterSegment:UInt64}', '{afterOrdinal:UInt32}', ...source === undefined ? [] : ['{afterSource:String}']]
  return {
    sql: [`(${positionColumns(tables).join(', ')}) ${order === 'desc' ? '<' : '>'} (${position.join(', ')})`],
    params: { afterTime: String(time), afterSegment: String(segment), afterOrdinal: ordinal, ...source !== undefined && { afterSource: source } },
  }
}

/** One page: its records as they are read, then the summary. `elapsed` is asked once, at the end. */
export async function* readPage(
  run: Run, scope: OpenScope, request: QueryRequest, elapsed: () => number,
): AsyncGenerator<LogRow, QuerySummary> {
  const { order, limit } = request
  const question = readQuestion(scope, request)
  const after = request.cursor === undefined ? undefined : readCursor(question, order, request.cursor)
  const windows = await windowsFor(run, question, order, after)
  let count = 0
  let last: RawRow | undefined
  let more = false
  while (windows.length > 0 && count < limit) {
    const window = windows.shift() as Range
    // One row more than wanted tells whether there is a next page.
    const statement = pageStatement({ question, window, order, after, limit: limit - count + 1 })
    for await (const row of rowsOf(run, statement)) {
      more = count === limit
      if (more) continue
      count++
      last = row
      yield toRecord(row)
    }
  }
  const open = count === limit && (more || windows.length > 0)
  return {
    count,
    cursor: open && last ? writeCursor(question, order, positionOf(last)) : null,
    scannedRows: run.scan.rows,
    scannedBytes: run.scan.bytes,
    elapsedMs: elapsed(),
  }
}

/** A range that can't be anchored may have no table. */
async function* rowsOf(run: Run, statement: Statement): AsyncGenerator<RawRow, void> {
  try {
    yield* run.stream<RawRow>(statement)
  }
  catch (error) {
    if (!isMissingTable(error)) throw error
  }
}

async function windowsFor(run: Run, question: Question, order: Order, after: Position | undefined): Promise<Range[]> {
  const range = await anchored(run, question.tables, rest(question, order, after), order)
  return range === undefined ? [] : windowsOf(range, order)
}

/** What of the range lies behind the position. */
function rest({ start, end }: Range, order: Order, after: Position | undefined): Range {
  if (after === undefined) return { start, end }
  return order === 'desc' ? { start, end: after.time + 1n } : { start: after.time, end }
}

const positionOf = (row: RawRow): Position =>
  ({ time: BigInt(row.time), segment: BigInt(row.segment), ordinal: row.ordinal, source: row.source })

export function recordStatement(tables: Tables, { segment, ordinal }: Identity): Statement {
  const from = fromSql(tables)
  return {
    sql: `SELECT ${ROW_COLUMNS}${sourceSql(tables)}
${from.sql}
WHERE Segment = {segment:UInt64} AND Ordinal = {ordinal:UInt32}
LIMIT 1`,
    params: { ...from.params, segment, ordinal },
  }
}

/** @throws AppError not_found when no record of the scope has this id */
export async function readRecord(run: Run, scope: OpenScope, id: string): Promise<LogRow> {
  const identity = parseRecordId(id)
  const row = identity === undefined ? undefined : (await findRows(run, tablesOf(scope), identity))[0]
  if (row === undefined) throw notFound('The record')
  return toRecord(row)
}

const findRows = (run: Run, tables: Tables, identity: Identity) =>
  unlessMissing(() => run.all<RawRow>(recordStatement(tables, identity)), [])
