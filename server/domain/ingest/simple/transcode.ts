import { isUtf8 } from 'node:buffer'
import type { LogRecord } from '#shared/types/log-record'
import { Bounds } from '../decode/bounds'
import { UNKNOWN_SERVICE } from '../decode/ids'
import { parseLevel } from '../decode/severity'
import { momentOfMillis } from '../decode/time'
import { writeAppRow } from '../encode/app'
import type { ColumnWriter } from '../encode/column-writer'
import type { PatternColumns } from '../pattern/columns'
import type { AppRows, DecodeContext } from '../protocol'
import { PlainLine } from './plain-line'
import { PlainTime } from './plain-time'

const LINE_FEED = 10
/** So many lines are tried before a body counts as one for the JSON parser. */
const TRIES = 16
/** A plain line has tags within the line. */
const PLAIN_NESTING = 2

/** Makes the one record of a line that is not plain; undefined when it is not exactly one. */
export type DecodeLine = (line: Buffer) => LogRecord | undefined

/**
 * The short way for NDJSON of `{timestamp, service, level, message, tags}`: from the bytes of the request straight
 * to the bytes of the rows. A line that is not plain goes through the JSON parser by itself.
 *
 * Rows come out the same as the long way writes them: a test compares the two.
 *
 * @returns false when the body is not for it (invalid UTF-8, a line that is not one good object, mostly other
 *   lines): then the caller takes the long way for all of it and throws away what was written
 * @throws AppError too_large when there are more records than a request may have
 */
export function transcodeSimple(body: Buffer, { now, limits }: DecodeContext, { writer, patterns }: AppRows, decodeLine: DecodeLine): boolean {
  const bounds = new Bounds(limits)
  if (bounds.maxNesting < PLAIN_NESTING || !isUtf8(body)) return false
  const transcoder = new Transcoder(body, now, writer, patterns)
  let others = 0
  for (let at = 0, lines = 0; at < body.length; lines++) {
    const feed = body.indexOf(LINE_FEED, at)
    const end = feed === -1 ? body.length : feed
    if (end - at > bounds.maxLineBytes) return false
    if (transcoder.line(at, end)) bounds.count()
    else if (!isBlankLine(body, at, end)) {
      const record = ++others > TRIES && others * 2 > lines ? undefined : decodeLine(body.subarray(at, end))
      if (!record) return false
      bounds.count()
      writeAppRow(writer, record, patterns)
    }
    at = end + 1
  }
  return true
}

function isBlankLine(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = body[at]
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0D) return false
  }
  return true
}

class Transcoder {
  private readonly plain = new PlainLine()
  private readonly time = new PlainTime()
  private readonly levels = new Map<number, number>()
  private readonly nowSeconds: number
  private readonly nowNanos: number

  constructor(private readonly body: Buffer, now: number, private readonly writer: ColumnWriter, private readonly patterns: PatternColumns) {
    const { seconds, nanos } = momentOfMillis(now)
    this.nowSeconds = seconds
    this.nowNanos = nanos
  }

  /** Writes the row of a plain line; false, with nothing written, for any other. */
  line(start: number, end: number): boolean {
    const { body, plain, time, writer } = this
    if (!plain.read(body, start, end)) return false
    if (plain.timestampStart === 0) {
      time.seconds = this.nowSeconds
      time.nanos = this.nowNanos
    }
    else if (!time.read(body, plain.timestampStart, plain.timestampEnd)) {
      return false
    }
    // The order is that of `appColumns`.
    writer.startRow()
    writer.dateTime64Nanos(time.seconds, time.nanos)
    writer.skip(3) // TraceId, SpanId, TraceFlags
    writer.utf8(body, plain.levelStart, plain.levelEnd)
    writer.uint8(plain.levelStart === 0 ? 0 : this.severity(plain.levelStart, plain.levelEnd))
    if (plain.serviceEnd > plain.serviceStart) writer.utf8(body, plain.serviceStart, plain.serviceEnd)
    else writer.string(UNKNOWN_SERVICE)
    writer.utf8(body, plain.messageStart, plain.messageEnd)
    this.patterns.write(writer, body, plain.messageStart, plain.messageEnd)
    writer.skip(8) // ResourceSchemaUrl to ScopeAttributesShape
    this.tags()
    writer.skip(2) // LogAttributesShape, EventName
    return true
  }

  private tags(): void {
    const { body, plain: { tags, tagCount }, writer } = this
    writer.mapOf(tagCount)
    for (let i = 0; i < tagCount * 4; i += 4) writer.entryUtf8(body, tags[i]!, tags[i + 1]!, tags[i + 2]!, tags[i + 3]!)
  }

  /** SeverityNumber of a level; the few that a request uses are looked up once. */
  private severity(start: number, end: number): number {
    const { body } = this
    if (end - start > 6) return parseLevel(body.toString('utf8', start, end)).number
    let key = end - start
    for (let at = start; at < end; at++) key = key * 256 + body[at]!
    let number = this.levels.get(key)
    if (number === undefined) this.levels.set(key, number = parseLevel(body.toString('utf8', start, end)).number)
    return number
  }
}
