/** Expressions of RE2’s syntax (https://github.com/google/re2/wiki/Syntax) that are nothing but plain text: written, and read again. */

const SPECIAL = /[.*+?^${}()|[\]\\]/
const IGNORES_CASE = '(?i)'

/** The expression that a text is found by. */
export const escapeRegex = (text: string): string => text.replace(new RegExp(SPECIAL, 'g'), '\\$&')

/** `a|b\.c`: one of several texts, for `=~`. */
export const anyOf = (texts: readonly string[]): string => texts.map(escapeRegex).join('|')

/** The texts again; undefined for an expression that says more. */
export function alternatives(expression: string): string[] | undefined {
  const texts = ['']
  for (let i = 0; i < expression.length; i++) {
    const char = expression[i]!
    if (char === '|') texts.push('')
    else if (char === '\\') {
      const next = expression[++i]
      // `\d` and the like are no plain text.
      if (next === undefined || /\w/.test(next)) return undefined
      texts[texts.length - 1] += next
    }
    else if (SPECIAL.test(char)) return undefined
    else texts[texts.length - 1] += char
  }
  return texts
}

/** An ASCII letter in either case, or a character that stands for itself. */
const PIECE = /\[([A-Z])([a-z])\]|\\([^\w])|([^.*+?^${}()|[\]\\])/gy
/* eslint-disable no-control-regex -- ASCII has control characters */
const ASCII = /^[\x00-\x7F]*$/
const NO_LETTER = /^[\x00-\x40\x5B-\x60\x7B-\x7F]$/
/** Without K and S: to `(?i)` the Kelvin sign and the long s are these letters, too, but no lower case of ASCII. */
const FLAGGED = /^[\x00-\x4A\x4C-\x52\x54-\x6A\x6C-\x72\x74-\x7F]$/
/* eslint-enable no-control-regex */

/** A text in upper and lower case alike; an ASCII text of ASCII alone, each letter spelled out: `[Dd][Ii][Ss][Kk]`. */
export const anyCase = (text: string): string => ASCII.test(text)
  ? escapeRegex(text).replace(/[a-z]/gi, letter => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)
  : `${IGNORES_CASE}${escapeRegex(text)}`

/**
 * The text, in lower case, of an expression that is found just where `lower(line)` contains it, with a `lower` of ASCII
 * alone: letters spelled out as above, or behind `(?i)`. Undefined for any other expression.
 */
export function textOfAnyCase(expression: string): string | undefined {
  const isFlagged = expression.startsWith(IGNORES_CASE)
  const pieces = isFlagged ? expression.slice(IGNORES_CASE.length) : expression
  const stands = isFlagged ? FLAGGED : NO_LETTER
  let [text, read] = ['', 0]
  for (const [piece, upper, lower = '', escaped, plain = escaped] of pieces.matchAll(PIECE)) {
    if (upper === undefined ? !stands.test(plain ?? '') : isFlagged || upper.toLowerCase() !== lower) return undefined
    text += plain ?? lower
    read += piece.length
  }
  return text !== '' && read === pieces.length ? text.toLowerCase() : undefined
}
