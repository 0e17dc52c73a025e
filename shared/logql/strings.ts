const SIMPLE: Record<string, string> = { 'a': '\x07', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '"': '"' }
const NAMES: Record<string, string> = Object.fromEntries(Object.entries(SIMPLE).map(([name, char]) => [char, `\\${name}`]))
const ESCAPE = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/

/**
 * The value of a string as Go writes it, quotes included: `"…"` with escapes, or raw between backquotes.
 * @returns undefined for an escape that does not exist
 */
export function unquote(text: string): string | undefined {
  const inside = text.slice(1, -1)
  if (text.startsWith('`')) return inside.replaceAll('\r', '')
  if (!inside.includes('\\')) return inside
  let value = ''
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] !== '\\') {
      value += inside[at]!
      continue
    }
    const simple = SIMPLE[inside[at + 1] ?? '']
    if (simple !== undefined) {
      value += simple
      at++
      continue
    }
    const found = ESCAPE.exec(inside.slice(at + 1, at + 10))
    const code = found === null ? undefined : Number.parseInt(found[1] ?? found[2] ?? found[3] ?? found[4]!, found[4] === undefined ? 16 : 8)
    if (code === undefined || code > 0x10FFFF || (found![4] !== undefined && code > 255)) return undefined
    value += String.fromCodePoint(code)
    at += found![0].length
  }
  return value
}

/** A string as Go's strconv.Quote writes it. */
export function quote(value: string): string {
  let text = '"'
  for (const char of value) {
    const code = char.codePointAt(0)!
    const named = NAMES[char]
    if (named !== undefined) text += named
    else if (code < 0x20 || code === 0x7F) text += `\\x${code.toString(16).padStart(2, '0')}`
    else if (isPrintable(char, code)) text += char
    else text += code > 0xFFFF ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  }
  return `${text}"`
}

/** What Go's unicode.IsPrint takes: letters, marks, numbers, punctuation, symbols, and the ASCII space. */
const isPrintable = (char: string, code: number) => code === 0x20 || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)
