import type { Order } from '#shared/schemas/query'
import { isPrunable, timePart } from './conditions'
import { isMissingTable } from './errors'
import type { Run } from './executor'
import type { Range } from './range'
import { paramsOf, where, type Statement } from './sql'
import { fromSql, type Tables } from './tables'

const BLOCK = 300_000_000_000n

/** The newest (or oldest) five minutes with lines: read in the order of the sort key, so one granule of each part. */
export function anchorStatement(tables: Tables, range: Range, order: Order): Statement {
  const time = timePart(range)
  const from = fromSql(tables)
  return {
    sql: `SELECT toUInt32(toStartOfFiveMinutes(Timestamp)) AS block
${from.sql}
${where(time)}
ORDER BY toStartOfFiveMinutes(Timestamp) ${order === 'desc' ? 'DESC' : 'ASC'}
LIMIT 1`,
    params: paramsOf(from, time),
  }
}

/**
 * The range from where its lines begin, on the side that reading starts: old data costs no empty windows. Undefined
 * when the range has no lines, or the source no table yet (it is made with its first lines).
 */
export async function anchored(run: Run, tables: Tables, range: Range, order: Order): Promise<Range | undefined> {
  if (!isPrunable(range)) return range
  const [row] = await unlessMissing(() => run.all<{ block: number }>(anchorStatement(tables, range, order)), [])
  if (row === undefined) return undefined
  const block = BigInt(row.block) * 1_000_000_000n
  return order === 'desc'
    ? { start: range.start, end: block + BLOCK < range.end ? block + BLOCK : range.end }
    : { start: block > range.start ? block : range.start, end: range.end }
}

/** What a source without a table answers with. */
export async function unlessMissing<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work()
  }
  catch (error) {
    if (isMissingTable(error)) return otherwise
    throw error
  }
}
