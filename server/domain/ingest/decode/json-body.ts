import type { Reject } from '#shared/types/log-record'
import { Bounds } from './bounds'
import { isBlank, scanValue, skipBlank } from './json-scan'
import { DEEP, EXACT, inspect, parseExactly, whyNotJson } from './json-value'
import { rejectOf } from './limits'
import type { RecordOrigins } from './origins'

/** Takes one JSON value of a body; answers a reason when it can't become a record. */
export type Accept = (value: unknown) => string | undefined

const LINE_FEED = 10
const COMMA = 44
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123

const BROKEN: unique symbol = Symbol('not JSON')
/**
 * An array of more bytes is parsed element by element: the whole of it could become a hundred million objects before
 * any of them is counted.
 */
const MAX_WHOLE = 4 * 1024 * 1024
/**
 * After so many texts that are no JSON nothing more of a request is parsed: a failure costs the engine several µs, and
 * a body can hold millions of them.
 */
const MAX_FAILURES = 100_000

const NO_OBJECT = 'Expected a JSON object; the line begins with something else'
const UNMATCHED = 'Not valid JSON: its brackets or quotes do not match (cut off?)'
const BEHIND = 'Unexpected text behind a JSON value'
const GAVE_UP = 'Not read: the request holds more than 100,000 pieces that are not valid JSON'
const CUT_OFF = 'The array has no closing bracket: the request was cut off'

/**
 * Hands every JSON value of a request body to `accept`: one value, an array of them, NDJSON, values one after the
 * other without line feeds, or spread over several lines, with or without a byte order mark. An array at the top
 * counts as its elements. A piece that is no JSON, or that `accept` refuses, becomes a reject; the pieces beside it
 * survive. How a body was cut into lines does not change what its values are.
 *
 * Invalid UTF-8 within a value is replaced by U+FFFD.
 * @param origins hears where each value lies that `accept` has taken
 * @throws AppError too_large past the number of records in `bounds`
 */
export function readJsonBody(body: Buffer, accept: Accept, bounds = new Bounds(), origins?: RecordOrigins): Reject[] {
  return new JsonBody(body, accept, bounds, true, origins).read()
}

/** As `readJsonBody`, for values that may be arrays themselves: none of them counts as its elements. */
export function readJsonRows(body: Buffer, accept: Accept, bounds = new Bounds(), origins?: RecordOrigins): Reject[] {
  return new JsonBody(body, accept, bounds, false, origins).read()
}

class JsonBody {
  private readonly rejects: Reject[] = []
  private readonly end: number
  /** Bytes that may still be scanned for values over several lines: what bounds the time hostile bodies take. */
  private budget: number
  private failures = 0
  private readonly maxLine: number
  /** Items begun: lines, elements, objects. */
  private items = 0
  /** What was wrong with the text parsed last. */
  private failure: unknown

  /** @param opensArrays whether an array stands for its elements */
  constructor(
    private readonly body: Buffer, private readonly accept: Accept, private readonly bounds: Bounds, private readonly opensArrays: boolean,
    private readonly origins: RecordOrigins | undefined,
  ) {
    this.maxLine = bounds.maxLineBytes
    this.end = body.length
    this.budget = 4 * body.length + 1024
  }

  read(): Reject[] {
    const { body } = this
    const start = body[0] === 0xEF && body[1] === 0xBB && body[2] === 0xBF ? 3 : 0
    const first = skipBlank(body, start, this.end)
    if (!this.opensArrays || body[first] !== OPEN_BRACKET || !this.readArray(first)) this.readLines(first)
    return this.rejects
  }

  /** The usual NDJSON: every line is a value. The rest of what comes by is sorted out by `recover`. */
  private readLines(from: number): void {
    const { body, end } = this
    let at = from
    while (at < end) {
      let lineEnd = body.indexOf(LINE_FEED, at)
      if (lineEnd === -1) lineEnd = end
      const first = skipBlank(body, at, lineEnd)
      if (body[first] !== OPEN_BRACE && body[first] !== OPEN_BRACKET) {
        if (first < lineEnd) this.reject(first, lineEnd, lineEnd - at > this.maxLine ? this.bounds.tooLong : NO_OBJECT)
        at = lineEnd + 1
        continue
      }
      // Some write the comma of an array behind values that stand alone.
      const value = lineEnd - at <= this.maxLine ? this.parse(at, body[lineEnd - 1] === COMMA ? lineEnd - 1 : lineEnd) : BROKEN
      if (value === BROKEN) {
        at = this.recover(first, lineEnd)
        continue
      }
      if (this.opensArrays && Array.isArray(value)) this.takeElements(value, at, lineEnd)
      else this.take(value, at, lineEnd)
      at = lineEnd + 1
    }
  }

  /** The whole rest of the body as one array. False when it is something else: several values, or broken. */
  private readArray(at: number): boolean {
    const { body, end } = this
    if (end - at <= MAX_WHOLE) {
      const whole = this.parse(at, end)
      if (Array.isArray(whole)) {
        this.takeElements(whole, at, end)
        return true
      }
      const lineEnd = body.indexOf(LINE_FEED, at)
      if (lineEnd !== -1 && this.parse(at, lineEnd) !== BROKEN) return false
    }
    const behind = this.recoverArray(at)
    this.readLines(behind)
    return true
  }

  private parse(start: number, end: number): unknown {
    if (this.failures > MAX_FAILURES) return BROKEN
    try {
      return JSON.parse(this.body.toString('utf8', start, end))
    }
    catch (error) {
      this.failures++
      this.failure = error
      return BROKEN
    }
  }

  /** Every item of the request begins here, once. */
  private begin(): void {
    this.items++
    this.bounds.count()
  }

  private take(value: unknown, start: number, end: number): void {
    this.begin()
    this.settle(value, start, end)
  }

  /** Hands the parsed value of the present item on, exact and not too deep, or rejects it. */
  private settle(value: unknown, start: number, end: number): void {
    const reason = end - start > this.maxLine ? this.bounds.tooLong : this.offer(value, start, end)
    if (reason !== undefined) this.keep(start, end, reason)
    else this.origins?.mark(this.body, start, end, this.items - 1)
  }

  private offer(value: unknown, start: number, end: number): string | undefined {
    const seen = inspect(value, this.bounds.maxNesting)
    if (seen === EXACT) return this.accept(value)
    return seen === DEEP ? this.bounds.tooDeep : this.accept(parseExactly(this.body.toString('utf8', start, end)))
  }

  /** Hands on the elements of a parsed array. Where each lies in the bytes is found out only when one is in question, or somebody asks for it. */
  private takeElements(values: readonly unknown[], start: number, end: number): void {
    let at = skipBlank(this.body, start, end) + 1
    let located = 0
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      this.begin()
      const isTaken = end - start <= this.maxLine && inspect(value, this.bounds.maxNesting) === EXACT && this.accept(value) === undefined
      if (isTaken && this.origins === undefined) continue
      let from = at
      for (; located <= i; located++) {
        from = skipBlank(this.body, at, end)
        if (this.body[from] === COMMA) from = skipBlank(this.body, from + 1, end)
        at = scanValue(this.body, from, end)
      }
      if (isTaken) this.origins?.mark(this.body, from, at, this.items - 1)
      else this.settle(value, from, at)
    }
  }

  /**
   * A line that is no JSON value: several values without line feeds between them, the beginning of a value spread over
   * lines, or broken. Answers where to go on.
   */
  private recover(start: number, lineEnd: number): number {
    const { body, end } = this
    let at = start
    for (;;) {
      while (at < lineEnd && (isBlank(body[at]!) || (at > start && body[at] === COMMA))) at++
      if (at >= lineEnd) return lineEnd + 1
      const behind = body[at] === OPEN_BRACE || body[at] === OPEN_BRACKET ? this.scan(at) : -1
      // What covers the line has been parsed already
      if (behind < 0 || (at === start && behind <= lineEnd && skipBlank(body, behind, lineEnd) === lineEnd)) break
      if (behind > lineEnd) {
        // Over several lines: only if it is valid as a whole; else the line is broken and the next ones stand alone.
        if (behind - at <= this.maxLine && this.parse(at, behind) === BROKEN) break
        lineEnd = body.indexOf(LINE_FEED, behind)
        if (lineEnd === -1) lineEnd = end
      }
      this.takePiece(at, behind)
      at = behind
    }
    this.reject(at, lineEnd, lineEnd - at > this.maxLine ? this.bounds.tooLong : at === start ? this.why() : this.whyBehind(at))
    return lineEnd + 1
  }

  /** An array that is not valid as a whole: takes its elements one by one. Answers where it ends. */
  private recoverArray(start: number): number {
    const { body, end } = this
    let at = start + 1
    let pieces = 0
    for (;; pieces++) {
      while (at < end && (isBlank(body[at]!) || body[at] === COMMA)) at++
      if (at >= end) {
        this.reject(start, start + 1, CUT_OFF)
        return end
      }
      if (body[at] === CLOSE_BRACKET) {
        if (pieces === 0) this.reject(start, at + 1, this.why())
        return at + 1
      }
      const behind = this.scan(at)
      const value = behind < 0 || behind - at > this.maxLine ? BROKEN : this.parse(at, behind)
      if (behind < 0 || (value === BROKEN && behind - at <= this.maxLine && body.subarray(at, behind).includes(LINE_FEED))) {
        const next = this.nextElementLine(at)
        this.reject(at, next, next - at > this.maxLine ? this.bounds.tooLong : behind < 0 ? UNMATCHED : this.why())
        if (next === end) return end
        at = next
        continue
      }
      this.takeParsed(value, at, behind)
      at = behind
    }
  }

  /**
   * The next line after `at` that begins with an object (or an array, if one is at `at`) no further to the right than
   * what is at `at`: inside of a broken element nothing can be told apart, but what stands deeper is a part of it.
   */
  private nextElementLine(at: number): number {
    const { body, end } = this
    const column = at - body.lastIndexOf(LINE_FEED, at)
    let feed = body.indexOf(LINE_FEED, at)
    while (feed !== -1) {
      const first = skipBlank(body, feed, end)
      const begins = body[first] === OPEN_BRACE || (body[first] === OPEN_BRACKET && body[at] === OPEN_BRACKET)
      if (begins && first - body.lastIndexOf(LINE_FEED, first) <= column) return first
      feed = body.indexOf(LINE_FEED, first)
    }
    return end
  }

  private takePiece(start: number, end: number): void {
    const value = end - start > this.maxLine ? BROKEN : this.parse(start, end)
    if (this.opensArrays && Array.isArray(value)) this.takeElements(value, start, end)
    else this.takeParsed(value, start, end)
  }

  private takeParsed(value: unknown, start: number, end: number): void {
    if (value === BROKEN) this.reject(start, end, end - start > this.maxLine ? this.bounds.tooLong : this.why())
    else this.take(value, start, end)
  }

  private scan(at: number): number {
    if (this.budget <= 0) return -1
    const behind = scanValue(this.body, at, this.end)
    this.budget -= (behind < 0 ? ~behind : behind) - at
    return behind
  }

  private why(): string {
    return this.failures > MAX_FAILURES ? GAVE_UP : whyNotJson(this.failure)
  }

  private whyBehind(at: number): string {
    return this.body[at] === OPEN_BRACE || this.body[at] === OPEN_BRACKET ? UNMATCHED : BEHIND
  }

  /** An item that is no value. */
  private reject(start: number, end: number, reason: string): void {
    this.begin()
    this.keep(start, end, reason)
  }

  private keep(start: number, end: number, reason: string): void {
    this.rejects.push(rejectOf(this.body, start, end, reason, this.items - 1))
  }
}
