import {
  APOSTROPHE, AT, BACKSLASH, CLASS, COLON, DIGIT, EQUALS, HEX, JOINER, LINE_FEED, MAILBOX, MINUS, PLAIN, QUOTE, SPACE, WORD,
} from './bytes'
import { PatternHash } from './hash'
import { colonHexEnd, domainEnd, isDateName, quoteEnd, uuidEnd } from './values'

/** Of a line only so much counts: its first line, cut here. */
export const MAX_PATTERN_BYTES = 1024

const [OPEN, UNDERLINE, CLOSE] = [0x3C, 0x5F, 0x3E]
/** Hex digits without a decimal one among them are an id from this length on; with one, from the shorter. */
const HEX_ID = 8
const SHORT_HEX_ID = 6

/**
 * The pattern of a line: what its statement wrote, with the values masked. Numbers, hex, UUIDs, addresses (IP, MAC,
 * e-mail), ids in paths, durations, dates and quoted strings all become `<_>`, so that a pattern is at the same time
 * one of LogQL's (https://grafana.com/docs/loki/latest/query/log_queries/#pattern-match-filter-operators). A value is
 * one placeholder however it is put together: `10.0.0.1:80`, `2026-01-02T03:04:05Z`. A word keeps its letters before a
 * number (`node17` → `node<_>`); the keys of JSON and the text of `msg` and `message` are kept.
 *
 * Works on bytes, since it runs for every line: about 5 ns a byte (docs/adr/0004-columns.md).
 */
export class PatternMasker {
  private readonly words = new Int32Array(MAX_PATTERN_BYTES)
  private readonly out = Buffer.from(this.words.buffer)
  private length = 0
  /** Where the last placeholder ended, to join what follows it. */
  private wildEnd = -1
  private inMessage = false
  private readonly hash = new PatternHash()

  /** Unsigned 32-bit halves of the hash of the last masked line. */
  get low(): number { return this.hash.low }
  get high(): number { return this.hash.high }

  /** The pattern of the last masked line. */
  text(): string {
    return this.out.toString('utf8', 0, this.length)
  }

  /** Masks `bytes` from `start` to `end`, a line in UTF-8. */
  mask(bytes: Uint8Array, start: number, end: number): void {
    this.wildEnd = -1
    this.inMessage = false
    const limit = Math.min(end, start + MAX_PATTERN_BYTES)
    const { out } = this
    let length = 0
    let at = start
    while (at < limit) {
      let byte = bytes[at]!
      let kind = CLASS[byte]!
      if ((kind & PLAIN) !== 0) {
        out[length++] = byte
        at++
      }
      else if ((kind & WORD) !== 0) {
        const wordStart = at
        let any = 0
        let all = HEX
        do {
          out[length++] = byte
          any |= kind
          all &= kind
          if (++at === limit) break
          byte = bytes[at]!
          kind = CLASS[byte]!
        } while ((kind & WORD) !== 0)
        if (((any & DIGIT) | all) === 0 && at - wordStart !== 3) continue
        this.length = length
        at = this.word(bytes, wordStart, at, limit, start, all !== 0, (any & DIGIT) !== 0)
        length = this.length
      }
      else if (byte === LINE_FEED) break
      else {
        this.length = length
        at = this.separator(bytes, at, limit, start)
        length = this.length
      }
    }
    out[length] = out[length + 1] = out[length + 2] = 0
    this.length = length
    this.hash.update(this.words, length)
  }

  /** A word of three letters, one with digits, or of hex digits only. @returns the offset behind it */
  private word(bytes: Uint8Array, start: number, end: number, limit: number, lineStart: number, isHex: boolean, hasDigit: boolean): number {
    const size = end - start
    const begun = this.length - size
    if (isHex && end < limit) {
      let whole = 0
      if (size === 8 && bytes[end] === MINUS) whole = uuidEnd(bytes, start, limit)
      else if (size <= 4 && bytes[end] === COLON) whole = colonHexEnd(bytes, start, limit)
      if (whole > 0) {
        this.wild(begun)
        return whole
      }
    }
    if (hasDigit) {
      if (isHex && size >= SHORT_HEX_ID) this.wild(begun)
      else this.number(bytes, start, end, begun)
    }
    else if ((isHex && size >= HEX_ID) || (size === 3 && isDateName(bytes, start, limit, lineStart))) this.wild(begun)
    return end
  }

  /** Letters and then digits keep the letters; everything else is a value as a whole. */
  private number(bytes: Uint8Array, start: number, end: number, begun: number): void {
    let at = start
    while ((CLASS[bytes[at]!]! & DIGIT) === 0) at++
    const letters = at - start
    while (at < end && (CLASS[bytes[at]!]! & DIGIT) !== 0) at++
    if (letters > 0 && at === end) {
      this.length = begun + letters
      this.put(OPEN, UNDERLINE, CLOSE)
    }
    else this.wild(begun)
  }

  /** Puts a placeholder where the value began, or makes it part of the one before. */
  private wild(begun: number): void {
    const { out } = this
    let at = begun
    if (at > 0) {
      const before = out[at - 1]!
      if (at - 1 === this.wildEnd && (CLASS[before]! & JOINER) !== 0) {
        this.length = this.wildEnd
        return
      }
      // A sign, not a dash between words.
      if (before === MINUS && (at === 1 || ((CLASS[out[at - 2]!]! & WORD) === 0 && out[at - 2] !== CLOSE))) at--
    }
    this.length = at
    this.put(OPEN, UNDERLINE, CLOSE)
    this.wildEnd = this.length
  }

  private put(a: number, b: number, c: number): void {
    const { out } = this
    out[this.length++] = a
    out[this.length++] = b
    out[this.length++] = c
  }

  /** A quote, `@`, colon or backslash. @returns the offset behind what was read */
  private separator(bytes: Uint8Array, at: number, limit: number, lineStart: number): number {
    const byte = bytes[at]!
    let behind: number
    if (byte === COLON) behind = this.colons(bytes, at, limit)
    else if (byte === AT) behind = this.mail(bytes, at, limit)
    else if (byte === BACKSLASH) behind = this.escaped(bytes, at, limit)
    else behind = this.quoted(bytes, at, limit, lineStart)
    if (behind > 0) return behind
    this.out[this.length++] = byte
    return at + 1
  }

  /** In the text of a message an escaped quote does not close it. */
  private escaped(bytes: Uint8Array, at: number, limit: number): number {
    if (!this.inMessage || at + 1 === limit) return 0
    this.keep(bytes, at, at + 2)
    return at + 2
  }

  private quoted(bytes: Uint8Array, open: number, limit: number, lineStart: number): number {
    const quote = bytes[open]!
    if (quote === QUOTE && this.inMessage) {
      this.inMessage = false
      return 0
    }
    // An apostrophe inside a word opens nothing.
    if (quote === APOSTROPHE && open > lineStart && (CLASS[bytes[open - 1]!]! & WORD) !== 0) return 0
    const close = quoteEnd(bytes, open, limit)
    if (close === 0) return 0
    if (quote === QUOTE && isKey(bytes, close, limit)) {
      this.keep(bytes, open, close + 1)
      return close + 1
    }
    if (quote === QUOTE && isMessage(bytes, open, lineStart)) {
      this.inMessage = true
      return 0
    }
    this.out[this.length++] = quote
    this.put(OPEN, UNDERLINE, CLOSE)
    this.out[this.length++] = quote
    return close + 1
  }

  private keep(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) this.out[this.length++] = bytes[i]!
  }

  private mail(bytes: Uint8Array, at: number, limit: number): number {
    const { out } = this
    let box = this.length
    for (;;) {
      if (box > 0 && (CLASS[out[box - 1]!]! & (WORD | MAILBOX)) !== 0) box--
      else if (box > 2 && out[box - 1] === CLOSE && out[box - 2] === UNDERLINE && out[box - 3] === OPEN) box -= 3
      else break
    }
    const end = box === this.length ? 0 : domainEnd(bytes, at, limit)
    if (end > 0) {
      this.length = box
      this.put(OPEN, UNDERLINE, CLOSE)
      this.wildEnd = this.length
    }
    return end
  }

  /** `::1`, where no word stands before it (`std::vector`). */
  private colons(bytes: Uint8Array, at: number, limit: number): number {
    if (bytes[at + 1] !== COLON || (this.length > 0 && (CLASS[this.out[this.length - 1]!]! & WORD) !== 0)) return 0
    const end = colonHexEnd(bytes, at, limit)
    if (end > 0) this.wild(this.length)
    return end
  }
}

/** Whether the quoted string that closes at `close` is a key of JSON. */
const isKey = (bytes: Uint8Array, close: number, limit: number) => close + 1 < limit
  && (bytes[close + 1] === COLON || (bytes[close + 1] === SPACE && bytes[close + 2] === COLON))

const names = ['msg', 'message'].map(name => Uint8Array.from(name, letter => letter.charCodeAt(0)))

/** Whether the quote at `open` follows `msg=`, `message=`, `"msg":` or `"message":`. */
function isMessage(bytes: Uint8Array, open: number, lineStart: number): boolean {
  let at = open - 1
  if (bytes[at] === SPACE) at--
  if (bytes[at] === COLON && bytes[at - 1] === QUOTE) at -= 2
  else if (bytes[at] === EQUALS) at--
  else return false
  return names.some(name => at - name.length + 1 >= lineStart && name.every((letter, i) => bytes[at - name.length + 1 + i] === letter))
}
