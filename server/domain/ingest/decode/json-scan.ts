const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const COMMA = 44
const COLON = 58

export function isBlank(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9
}

/** The first byte in `[at, end)` that is not JSON white space, or `end`. */
export function skipBlank(body: Buffer, at: number, end: number): number {
  while (at < end && isBlank(body[at]!)) at++
  return at
}

/** The index behind the string that opens at `at`, or `~i` (negative) of where it fails: a line feed ends it too early, since JSON escapes those. */
function scanString(body: Buffer, at: number, end: number): number {
  for (let i = at + 1; i < end; i++) {
    const byte = body[i]!
    if (byte === BACKSLASH) i++
    else if (byte === QUOTE) return i + 1
    else if (byte === 10) return ~i
  }
  return ~end
}

/** Whether a value may begin after this byte (0: nothing yet). Stops a scan early that ran out of a cut-off line into the next. */
function mayBegin(previous: number): boolean {
  return previous === COMMA || previous === COLON || previous === OPEN_BRACKET || previous === 0
}

/** The index behind the object or array that opens at `at`, or `~i` of where its brackets stop to match. */
function scanBrackets(body: Buffer, at: number, end: number): number {
  const open: number[] = []
  let previous = 0
  for (let i = at; i < end; i++) {
    const byte = body[i]!
    if (byte === QUOTE) {
      i = scanString(body, i, end) - 1
      if (i < 0) return i + 1
    }
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (!mayBegin(previous)) return ~i
      open.push(byte + 2)
    }
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (open.pop() !== byte) return ~i
      if (open.length === 0) return i + 1
    }
    else if (isBlank(byte)) continue
    previous = byte
  }
  return ~end
}

/**
 * The index behind the JSON value that begins at `at`, found by its brackets and quotes alone (whether it is valid
 * inside is for `JSON.parse` to say); negative, `~i`, when it can't go on at `i`.
 */
export function scanValue(body: Buffer, at: number, end: number): number {
  const byte = body[at]
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return scanBrackets(body, at, end)
  if (byte === QUOTE) return scanString(body, at, end)
  let i = at
  while (i < end && !isBlank(body[i]!) && body[i] !== COMMA && body[i] !== CLOSE_BRACKET && body[i] !== CLOSE_BRACE) i++
  return i > at ? i : ~i
}
