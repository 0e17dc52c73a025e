import type { Bounds } from '../decode/bounds'
import { lineEnd, readSeparated, type LineReader, type ReadLine } from './separated'
import type { Header, RowsRequest } from './rows'

const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const QUOTE = 34

const NOT_CLOSED = 'A quote is not closed'
const BEHIND_QUOTE = 'Text behind a closing quote'

/** `CSV` and those with a header (https://clickhouse.com/docs/interfaces/formats/CSV). */
export const readCsv = (header: Header) => readSeparated(header, csvLines)

function csvLines({ data, delimiter, bounds }: RowsRequest): LineReader {
  // Bytes that may still be read in search of closing quotes, or twice: what bounds the time hostile bodies take.
  const budget = { bytes: 4 * data.length + 1024 }
  return at => new CsvLine(data, delimiter, at, bounds, budget).read()
}

const isBlank = (byte: number | undefined) => byte === 32 || byte === 9

/** A row; with quotes around a cell it may have several lines. */
class CsvLine {
  private readonly cells: (string | undefined)[] = []
  private readonly start: number

  constructor(
    private readonly data: Buffer, private readonly delimiter: number, private at: number, private readonly bounds: Bounds, private readonly budget: { bytes: number },
  ) {
    this.start = at
  }

  read(): ReadLine {
    const { data } = this
    for (;;) {
      const problem = this.cell()
      if (problem !== undefined) return this.refuse(problem)
      if (data[this.at] !== this.delimiter) break
      this.at++
    }
    if (data[this.at] === CARRIAGE_RETURN) this.at++
    if (data[this.at] === LINE_FEED) this.at++
    return { cells: this.cells, end: this.at }
  }

  /** A row that is too long ends with its last line; of a broken one only the first line is it, the next ones stand alone. */
  private refuse(problem: string): ReadLine {
    const { data, start, at, budget } = this
    budget.bytes -= at - start
    return { cells: problem, end: Math.min(lineEnd(data, problem === this.bounds.tooLong ? at : start) + 1, data.length) }
  }

  private isTooLong(end: number): boolean {
    return end - this.start > this.bounds.maxLineBytes
  }

  /** The next cell, up to what separates it from the one behind; or what is wrong. */
  private cell(): string | undefined {
    const { data, delimiter } = this
    let from = this.at
    while (isBlank(data[from]) && data[from] !== delimiter) from++
    if (data[from] === QUOTE) return this.quotedCell(from)
    const end = this.bareEnd(from)
    this.at = end
    if (this.isTooLong(end)) return this.bounds.tooLong
    let stop = end
    while (stop > from && isBlank(data[stop - 1])) stop--
    const text = data.toString('utf8', from, stop)
    this.cells.push(text === '' || text === '\\N' ? undefined : text)
    return undefined
  }

  private bareEnd(from: number): number {
    const { data, delimiter } = this
    for (let at = from; at < data.length; at++) {
      const byte = data[at]
      if (byte === delimiter || byte === LINE_FEED) return at
      if (byte === CARRIAGE_RETURN && (data[at + 1] === LINE_FEED || at + 1 === data.length)) return at
    }
    return data.length
  }

  private quotedCell(open: number): string | undefined {
    const { data } = this
    const close = this.closingQuote(open)
    if (close < 0) return NOT_CLOSED
    this.at = close
    if (this.isTooLong(close)) return this.bounds.tooLong
    const text = data.toString('utf8', open + 1, close)
    this.cells.push(text.includes('"') ? text.replaceAll('""', '"') : text)
    let at = close + 1
    while (isBlank(data[at]) && data[at] !== this.delimiter) at++
    this.at = at
    return this.endsCell(at) ? undefined : BEHIND_QUOTE
  }

  private endsCell(at: number): boolean {
    const { data, delimiter } = this
    const byte = data[at]
    if (byte === CARRIAGE_RETURN) return data[at + 1] === LINE_FEED || at + 1 === data.length
    return byte === undefined || byte === delimiter || byte === LINE_FEED
  }

  /** Two quotes stand for one. */
  private closingQuote(open: number): number {
    const { data, budget } = this
    const end = budget.bytes > 0 ? data.length : lineEnd(data, open)
    let at = open + 1
    for (;;) {
      const quote = data.indexOf(QUOTE, at)
      const reached = quote === -1 ? end : quote
      budget.bytes -= reached - at + 1
      if (quote === -1 || quote >= end) return -1
      if (data[quote + 1] !== QUOTE) return quote
      at = quote + 2
    }
  }
}
