import { MAX_LEVEL, MAX_SERVICE } from '../decode/limits'

const QUOTE = 0x22
const COMMA = 0x2C
const COLON = 0x3A
const BACKSLASH = 0x5C
const OPEN = 0x7B
const CLOSE = 0x7D
const LOWEST_PLAIN = 0x20
/** 1 for the bytes that a plain string's text can't have: quotes, escapes and control characters. */
const ENDS_TEXT = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte === QUOTE || byte === BACKSLASH || byte < LOWEST_PLAIN))
const MAX_TAGS = 32

const ascii = (text: string) => Uint8Array.from(text, letter => letter.charCodeAt(0))
const TIMESTAMP = ascii('timestamp')
const SERVICE = ascii('service')
const LEVEL = ascii('level')
const MESSAGE = ascii('message')
const TAGS = ascii('tags')

/**
 * Finds the parts of a plain line in the bytes of a request, without making objects of them: a JSON object of the
 * known fields and no other, each at most once, with strings that have no escapes, tags of such strings. Everything
 * else is for the JSON parser to say.
 *
 * Positions are offsets into the body, the end exclusive; a start of 0 means that the field is missing.
 */
export class PlainLine {
  timestampStart = 0
  timestampEnd = 0
  serviceStart = 0
  serviceEnd = 0
  levelStart = 0
  levelEnd = 0
  messageStart = 0
  messageEnd = 0
  tagCount = 0
  /** Start and end of the name and of the value of each tag. */
  readonly tags = new Int32Array(MAX_TAGS * 4)

  private hasTags = false

  /** Whether `body` from `start` to `end` is such a line; only then the positions mean something. */
  read(body: Uint8Array, start: number, end: number): boolean {
    this.clear()
    let at = skipSpace(body, start, end)
    if (body[at] !== OPEN) return false
    do {
      const nameStart = skipSpace(body, at + 1, end)
      const nameEnd = stringEnd(body, nameStart, end)
      if (nameEnd < 0) return false
      const colon = skipSpace(body, nameEnd + 1, end)
      if (body[colon] !== COLON) return false
      at = this.field(body, nameStart + 1, nameEnd, skipSpace(body, colon + 1, end), end)
      if (at < 0) return false
      at = skipSpace(body, at, end)
    } while (body[at] === COMMA && at < end)
    return body[at] === CLOSE && skipSpace(body, at + 1, end) >= end
  }

  private clear(): void {
    this.timestampStart = this.serviceStart = this.levelStart = this.messageStart = 0
    this.serviceEnd = this.levelEnd = this.messageEnd = this.tagCount = 0
    this.hasTags = false
  }

  /** Takes the field whose value begins at `at`. @returns the offset behind it, or -1 */
  private field(body: Uint8Array, nameStart: number, nameEnd: number, at: number, end: number): number {
    if (equals(body, nameStart, nameEnd, TAGS)) return this.hasTags ? -1 : this.readTags(body, at, end)
    const valueEnd = stringEnd(body, at, end)
    if (valueEnd < 0 || !this.place(body, nameStart, nameEnd, at + 1, valueEnd)) return -1
    return valueEnd + 1
  }

  private place(body: Uint8Array, nameStart: number, nameEnd: number, start: number, end: number): boolean {
    if (equals(body, nameStart, nameEnd, MESSAGE)) {
      if (this.messageStart !== 0) return false
      this.messageStart = start
      this.messageEnd = end
      return true
    }
    if (equals(body, nameStart, nameEnd, SERVICE)) {
      if (this.serviceStart !== 0 || end - start > MAX_SERVICE) return false
      this.serviceStart = start
      this.serviceEnd = end
      return true
    }
    if (equals(body, nameStart, nameEnd, LEVEL)) {
      if (this.levelStart !== 0 || end - start > MAX_LEVEL) return false
      this.levelStart = start
      this.levelEnd = end
      return true
    }
    if (!equals(body, nameStart, nameEnd, TIMESTAMP) || this.timestampStart !== 0) return false
    this.timestampStart = start
    this.timestampEnd = end
    return true
  }

  private readTags(body: Uint8Array, open: number, end: number): number {
    if (body[open] !== OPEN) return -1
    this.hasTags = true
    let at = skipSpace(body, open + 1, end)
    if (body[at] === CLOSE) return at + 1
    at = open
    do {
      const nameStart = skipSpace(body, at + 1, end)
      const nameEnd = stringEnd(body, nameStart, end)
      if (nameEnd < 0) return -1
      const colon = skipSpace(body, nameEnd + 1, end)
      if (body[colon] !== COLON) return -1
      const valueStart = skipSpace(body, colon + 1, end)
      const valueEnd = stringEnd(body, valueStart, end)
      if (valueEnd < 0 || !this.addTag(body, nameStart + 1, nameEnd, valueStart + 1, valueEnd)) return -1
      at = skipSpace(body, valueEnd + 1, end)
    } while (body[at] === COMMA && at < end)
    return body[at] === CLOSE ? at + 1 : -1
  }

  /** False for too many tags, and for a name that comes twice: JSON's last one wins. */
  private addTag(body: Uint8Array, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): boolean {
    const { tags, tagCount } = this
    if (tagCount === MAX_TAGS) return false
    for (let i = 0; i < tagCount * 4; i += 4) {
      if (same(body, nameStart, nameEnd, tags[i]!, tags[i + 1]!)) return false
    }
    const at = tagCount * 4
    tags[at] = nameStart
    tags[at + 1] = nameEnd
    tags[at + 2] = valueStart
    tags[at + 3] = valueEnd
    this.tagCount++
    return true
  }
}

/** Where the string that opens at `open` closes, or -1: no string, an escape in it, a control character, no end. */
function stringEnd(body: Uint8Array, open: number, end: number): number {
  if (open >= end || body[open] !== QUOTE) return -1
  let at = open + 1
  while (at < end && ENDS_TEXT[body[at]!] === 0) at++
  return at < end && body[at] === QUOTE ? at : -1
}

function skipSpace(body: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && (body[at] === 0x20 || body[at] === 0x09 || body[at] === 0x0D)) at++
  return at
}

function equals(body: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (end - start !== expected.length) return false
  for (let i = 0; i < expected.length; i++) if (body[start + i] !== expected[i]) return false
  return true
}

function same(body: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false
  for (let i = 0; i < end - start; i++) if (body[start + i] !== body[otherStart + i]) return false
  return true
}
