import { compileStages } from '#shared/logql'
import type { LogRow, QueryRequest, QuerySummary } from '#shared/schemas/query'
import { notFound } from '../kernel'
import { unlessMissing } from './anchor'
import type { Run } from './executor'
import type { TableLayout } from './layout'
import { readLogCursor, readLogPage, writeLogCursor, type LogQuestion, type RowReader } from './logql/log-page'
import { Params } from './logql/params'
import { planLog } from './logql/plan'
import { RecordReader } from './logql/record-rows'
import { readRange } from './range'
import { parseLineIdentity, ROW_COLUMNS, rowStatement, toRecord, type RawRow } from './rows'
import { simpleQuestion } from './simple-form'
import { tablesOf, type OpenScope } from './tables'

/** What is known when a page is asked for. `elapsed` (milliseconds) is asked once, at the end. */
interface PageTools { readonly layout: TableLayout | undefined, readonly elapsed: () => number }

/**
 * One page of the simple form: its records as they are read, then the summary.
 * @throws AppError bad_request for what can’t be asked
 */
export async function* readPage(run: Run, scope: OpenScope, request: QueryRequest, { layout, elapsed }: PageTools): AsyncGenerator<LogRow, QuerySummary> {
  const { question, name } = pageQuestion(scope, request, layout)
  const after = request.cursor === undefined ? undefined : readLogCursor(name, question, request.cursor)
  const page = readLogPage(run, { ...question, after }, recordReader(question))
  try {
    for (;;) {
      const item = await page.next()
      if (!item.done) {
        yield item.value
        continue
      }
      const { count, next } = item.value
      return { count, cursor: next === undefined ? null : writeLogCursor(name, question, next), scannedRows: run.scan.rows, scannedBytes: run.scan.bytes, elapsedMs: elapsed() }
    }
  }
  finally {
    await page.return(undefined as never)
  }
}

/** The question, and what it is called in its cursors. Its levels are always those of the records. */
export function pageQuestion(scope: OpenScope, request: QueryRequest, layout?: TableLayout): { question: LogQuestion, name: string } {
  const { order, limit } = request
  const { node, having } = simpleQuestion(request)
  return {
    question: { tables: tablesOf(scope), node, having, range: readRange(request.start, request.end), order, limit, settings: { discoverLogLevels: true, layout }, mayEndEmpty: true },
    // Not as it would be printed: tags may have names that LogQL has no spelling for.
    name: `simple ${JSON.stringify([node, having])}`,
  }
}

function recordReader({ node, settings }: LogQuestion): RowReader<RawRow, LogRow> {
  const { stages } = planLog(node, new Params(), settings)
  if (stages.length === 0) return { columns: ROW_COLUMNS, read: toRecord }
  const pipeline = compileStages(stages)
  const records = new RecordReader(settings)
  return { columns: ROW_COLUMNS, read: row => pipeline(records.read(row)) && toRecord(row) }
}

/** @throws AppError not_found when no record of the scope has this id */
export async function readRecord(run: Run, scope: OpenScope, id: string): Promise<LogRow> {
  const identity = parseLineIdentity(id)
  const [row] = identity === undefined ? [] : await unlessMissing(() => run.all<RawRow>(rowStatement(tablesOf(scope), ROW_COLUMNS, identity)), [])
  if (row === undefined) throw notFound('The record')
  return toRecord(row)
}
