import { compileStages, printQuery, type Line, type LogNode, type Stage } from '#shared/logql'
import type { ContextRequest } from '#shared/schemas/context'
import type { Order } from '#shared/schemas/query'
import type { RecordRow } from '#shared/types/record-row'
import { AppError, notFound } from '../../kernel'
import { unlessMissing } from '../anchor'
import type { Position } from '../cursor'
import type { Run } from '../executor'
import { readRange, type Range } from '../range'
import { parseLineIdentity, rowStatement, type LineIdentity } from '../rows'
import { tablesOf, type OpenScope, type Tables } from '../tables'
import { lineReader, readLogCursor, readLogPage, writeLogCursor, type LogEntry } from './log-page'
import { linesOf, settingsOf } from './read'
import { positionOf, RECORD_COLUMNS, RecordReader, valueOf } from './record-rows'

/** The lines around one, each side with the cursor for what lies beyond; null where nothing does. */
export interface LogContext {
  readonly line: LogEntry
  readonly before: Side
  readonly after: Side
}

interface Side {
  /** Oldest first. */
  readonly entries: readonly LogEntry[]
  readonly cursor: string | null
}

/**
 * The lines before and after a record, in the order of time and identity.
 * @throws AppError not_found when no record of the scope has this id, bad_request for what can’t be asked
 */
export async function readContext(run: Run, scope: OpenScope, request: ContextRequest): Promise<LogContext> {
  const [tables, settings] = [tablesOf(scope), settingsOf(scope)]
  const identity = parseLineIdentity(request.id)
  const asked = request.query === undefined ? EVERYTHING : linesOf(request.query)
  const row = identity && await findRow(run, tables, identity)
  if (row === undefined) throw notFound('The record')
  const position = positionOf(row)
  const record = new RecordReader(settings).read(row)
  const plain = compileStages([])(record)!
  const node = { ...asked, stages: [...keeping(plain, request.keep), ...asked.stages] }
  const range = rangeAround(position, request)

  const read = async (order: Order, limit: number, given: string | undefined): Promise<Side> => {
    const question = { tables, node, range, order, limit, settings }
    const name = `context ${printQuery(node)}`
    const after: Position = given === undefined ? position : readLogCursor(name, question, given)
    const entries: LogEntry[] = []
    const pages = readLogPage(run, { ...question, after }, lineReader(question))
    for (;;) {
      const item = await pages.next()
      if (!item.done) entries.push(item.value)
      else return { entries: order === 'desc' ? entries.reverse() : entries, cursor: item.value.next === undefined ? null : writeLogCursor(name, question, item.value.next) }
    }
  }
  return {
    line: { line: compileStages(asked.stages)(record) ?? plain, position },
    before: await read('desc', request.before, request.cursorBefore),
    after: await read('asc', request.after, request.cursorAfter),
  }
}

const EVERYTHING: LogNode = { kind: 'log', matchers: [], stages: [] }

/** What makes lines have these labels as this one has them. */
const keeping = ({ labels }: Line, names: readonly string[]): Stage[] => [...new Set(names)].map(label =>
  ({ kind: 'labelFilter', filter: { kind: 'matcher', matcher: { label, operator: '=', value: valueOf(labels, label) } } }))

async function findRow(run: Run, tables: Tables, identity: LineIdentity): Promise<RecordRow | undefined> {
  return (await unlessMissing(() => run.all<RecordRow>(rowStatement(tables, RECORD_COLUMNS, identity)), []))[0]
}

function rangeAround({ time }: Position, { start, end }: ContextRequest): Range {
  const range = readRange(start ?? EARLIEST, end ?? LATEST)
  if (time < range.start || time >= range.end) throw new AppError('bad_request', 'The line does not lie between `start` and `end`. Widen them, or leave them out')
  return range
}

/** All that DateTime64(9) holds. */
const [EARLIEST, LATEST] = ['1900-01-01T00:00:00Z', '2262-04-11T23:47:16.854775807Z']
