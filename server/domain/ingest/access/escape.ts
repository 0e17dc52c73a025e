import type { Attributes } from '#shared/types/log-record'
import { attributesOf } from '../decode/json-value'

/** The pattern of a field in quotes, those within it escaped. */
export const quoted = String.raw`"([^"\\]*(?:\\.[^"\\]*)*)"`

const escapes = /(?:\\x[\da-fA-F]{2})+|\\["\\]/g
const control = /\p{Cc}/u
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Takes back what servers do to a quote, a backslash and bytes beyond ASCII: `\"` and `\\` (Apache), `\x22` (nginx and
 * Apache). Bytes that are control characters or no UTF-8 stay as they were written.
 */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(escapes, plain) : text
}

function plain(escape: string): string {
  if (escape.charCodeAt(1) !== 120) return escape.charAt(1)
  try {
    const characters = utf8.decode(Buffer.from(escape.replaceAll('\\x', ''), 'hex'))
    return control.test(characters) ? escape : characters
  }
  catch {
    return escape
  }
}

/** A field of a line: empty for the `-` that stands for a missing one. */
export function field(text: string | undefined): string {
  return text === undefined || text === '-' ? '' : unescaped(text)
}

/** The fields that are there, by their names. */
export function fieldsOf(named: Iterable<readonly [name: string, text: string | undefined]>): Attributes {
  const entries: Array<readonly [string, string]> = []
  for (const [name, text] of named) {
    const value = field(text)
    if (value !== '') entries.push([name, value])
  }
  return attributesOf(entries)
}
