import type { Decoded, LogRecord } from '#shared/types/log-record'
import type { Bounds } from '../decode/bounds'
import { originsOf } from '../decode/origins'
import type { JsonContext } from '../json'
import { recordOfAnyLine } from './auto'
import { leadingTime } from './line-time'
import { forEachLine } from './lines'
import { MAX_TRACE_BYTES, MAX_TRACE_LINES, StackTrace } from './stack-trace'

/**
 * Every line of a body in whatever form it is; the lines of a stack trace stay with the line they belong to. Nothing
 * is rejected but lines that are too long.
 */
export function readAutoLines(body: Buffer, context: JsonContext, bounds: Bounds, withOrigins?: boolean): Decoded {
  const reader = new AutoLines(context, bounds)
  const rejects: Decoded['rejects'] = []
  const origins = originsOf(reader.records, withOrigins)
  forEachLine(body, bounds, rejects, (line, start, end, index) => {
    const isBegun = reader.take(line, end - start)
    if (isBegun) origins?.mark(body, start, end, index)
    else if (line !== '') origins?.extend(end)
  })
  reader.finish()
  return { records: reader.records, rejects, origins }
}

class AutoLines {
  readonly records: LogRecord[] = []
  private readonly trace = new StackTrace()
  /** The lines of the record that is being gathered, its first line apart. */
  private following: string[] = []
  private bytes = 0
  private blanks = 0

  constructor(private readonly context: JsonContext, private readonly bounds: Bounds) {}

  /** @returns whether a record begins with this line */
  take(line: string, bytes: number): boolean {
    if (line === '') {
      this.blanks++
      return false
    }
    const fits = this.records.length > 0 && this.following.length < MAX_TRACE_LINES && this.bytes + bytes <= MAX_TRACE_BYTES
    if (fits && this.trace.continues(line) && !this.standsAlone(line)) {
      // A blank line between the lines of a trace (Python, Go) is part of it
      for (; this.blanks > 0 && this.following.length < MAX_TRACE_LINES; this.blanks--) this.following.push('')
      this.following.push(line)
      this.bytes += bytes + 1
      this.blanks = 0
      return false
    }
    this.finish()
    this.bounds.count()
    this.trace.begin(line)
    this.records.push(recordOfAnyLine(line, this.context))
    this.bytes = bytes
    this.blanks = 0
    return true
  }

  /** Joins what was gathered to the last record. */
  finish(): void {
    const last = this.records.at(-1)
    if (last !== undefined && this.following.length > 0) last.body = `${last.body}\n${this.following.join('\n')}`
    this.following = []
  }

  /** An indented line with a time of its own, or an indented JSON object, is a record, not a continuation. */
  private standsAlone(line: string): boolean {
    const text = line.trimStart()
    if (text === line) return false
    return /^[\d[]/.test(text) ? leadingTime(text, this.context.now) !== undefined : text.startsWith('{"') && text.endsWith('}')
  }
}
