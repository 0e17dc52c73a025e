import type { LogRecord, Reject } from '#shared/types/log-record'
import { rejectOf } from '../decode/limits'
import { originsOf } from '../decode/origins'
import { PositionalRows, type Header, type RowsReader, type RowsRequest } from './rows'

const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/** One row of a text format: its cells, or why there are none; `end` is behind its line feed. */
export interface ReadLine { readonly cells: (string | undefined)[] | string, readonly end: number }

/** Reads the row that begins at `at`. Cells that are empty or NULL are undefined: their columns keep their defaults. */
export type LineReader = (at: number) => ReadLine

/** Undoes the escapes of a format in a cell. */
type CellDecoder = (cell: string, isMap: boolean) => string

/** The rows of a text format, one behind the other. Blank lines are none. */
export function readSeparated(header: Header, lineReader: (request: RowsRequest) => LineReader, decode?: CellDecoder): RowsReader {
  return (request) => {
    const { data, table, bounds } = request
    const records: LogRecord[] = []
    const origins = originsOf(records, request.withOrigins)
    const rejects: Reject[] = []
    const rows = new PositionalRows(request, header, decode && ((cell, column) => typeof cell === 'string' ? decode(cell, table.maps.has(column)) : cell))
    const readLine = lineReader(request)
    let at = data[0] === 0xEF && data[1] === 0xBB && data[2] === 0xBF ? 3 : 0
    for (let index = 0; at < data.length;) {
      const blank = blankLine(data, at)
      if (blank > 0) {
        at += blank
        continue
      }
      bounds.count()
      const { cells, end } = readLine(at)
      const reason = typeof cells === 'string' ? cells : rows.add(cells, records)
      const stop = withoutFeed(data, at, end)
      if (reason === undefined) origins?.mark(data, at, stop, index)
      else rejects.push(rejectOf(data, at, stop, reason, index))
      index++
      at = end
    }
    return { records, rejects, origins }
  }
}

/** Bytes of an empty line; 0 where there is something. */
function blankLine(data: Buffer, at: number): number {
  if (data[at] === LINE_FEED) return 1
  return data[at] === CARRIAGE_RETURN && data[at + 1] === LINE_FEED ? 2 : 0
}

/** The end of the line from `at` without its line feed. */
export function lineEnd(data: Buffer, at: number): number {
  const feed = data.indexOf(LINE_FEED, at)
  return feed === -1 ? data.length : feed
}

function withoutFeed(data: Buffer, start: number, end: number): number {
  let stop = end
  if (stop > start && data[stop - 1] === LINE_FEED) stop--
  if (stop > start && data[stop - 1] === CARRIAGE_RETURN) stop--
  return stop
}
