import { unescaped } from './escapes'
import type { Header, RowsRequest } from './rows'
import { lineEnd, readSeparated, type ReadLine } from './separated'

const CARRIAGE_RETURN = 13
const BACKSLASH = 92

/**
 * `TabSeparated` and those with a header (https://clickhouse.com/docs/interfaces/formats/TabSeparated).
 * @param raw `TabSeparatedRaw`: a backslash means nothing
 */
export const readTsv = (header: Header, raw: boolean) =>
  raw ? readSeparated(header, request => at => readLine(request, at, true)) : readSeparated(header, request => at => readLine(request, at, false), decodeCell)

function readLine({ data, bounds }: RowsRequest, at: number, raw: boolean): ReadLine {
  let end = lineEnd(data, at)
  // A line feed behind a backslash belongs to the cell.
  while (!raw && end < data.length && isEscaped(data, at, end) && end - at <= bounds.maxLineBytes) end = lineEnd(data, end + 1)
  const behind = Math.min(end + 1, data.length)
  if (end - at > bounds.maxLineBytes) return { cells: bounds.tooLong, end: behind }
  const stop = end > at && data[end - 1] === CARRIAGE_RETURN ? end - 1 : end
  const cells = data.toString('utf8', at, stop).split('\t')
  return { cells: cells.map(cell => cell === '' || (!raw && cell === '\\N') ? undefined : cell), end: behind }
}

/** Whether an odd number of backslashes stands before `end`. */
function isEscaped(data: Buffer, start: number, end: number): boolean {
  let at = end
  while (at > start && data[at - 1] === BACKSLASH) at--
  return (end - at) % 2 === 1
}

/** A map's text has the same escapes within its quotes, and none around it. */
const decodeCell = (cell: string, isMap: boolean) => isMap ? cell : unescaped(cell)
