import { AppError } from '../../kernel'

/** Smaller texts are not looked at: whatever they hold, their objects take some hundred megabytes at the most. */
const HARMLESS = 4 * 1024 * 1024
/** About what V8 takes for an empty object or array, and for a value within one. */
const CONTAINER_BYTES = 56
const VALUE_BYTES = 24
/** Objects may take so many times the bytes of their text: logs of real senders take up to five. */
const MOST_GROWTH = 8

const QUOTE = 34
const COMMA = 44
const OPEN_BRACKET = 91
const BACKSLASH = 92
const OPEN_BRACE = 123

/**
 * Makes sure that a JSON text can be parsed as a whole: `{},{},{},…` takes thirty times its bytes as objects, and is
 * cheap to send compressed.
 * @throws AppError too_large
 */
export function requireBearableJson(body: Buffer): void {
  if (body.length <= HARMLESS) return
  const most = body.length * MOST_GROWTH
  let weight = 0
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!
    if (byte === QUOTE) at = stringEnd(body, at)
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) weight += CONTAINER_BYTES
    else if (byte === COMMA) weight += VALUE_BYTES
    else continue
    if (weight > most) throw tooManyValues()
  }
}

function stringEnd(body: Buffer, open: number): number {
  for (let at = open + 1; at < body.length; at++) {
    const byte = body[at]
    if (byte === QUOTE) return at
    if (byte === BACKSLASH) at++
  }
  return body.length
}

const tooManyValues = () =>
  new AppError('too_large', 'The JSON holds too many empty or tiny values for its size. Nothing of it was stored; send it in pieces of at most 4 MB.')
