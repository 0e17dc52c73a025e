import type { Attributes } from '#shared/types/log-record'
import { MAX_DEPTH } from './limits'

/** What `JSON.parse` hands a reviver since ECMAScript's "JSON.parse source text access" (https://github.com/tc39/proposal-json-parse-with-source). */
interface ReviverContext { readonly source?: string }
type Reviver = (this: unknown, key: string, value: unknown, context: ReviverContext) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown
/** A number that prints as this text. */
export const { rawJSON: rawJson } = JSON as unknown as { rawJSON: (text: string) => unknown }

export const EXACT = 0
/** Holds a number that a double can't hold exactly. */
export const INEXACT = 1
export const DEEP = 2

/** Walks a parsed value once: is it nested too deep, and does it hold an integer beyond 2^53 (or an infinity)? */
export function inspect(value: unknown, maxDepth = MAX_DEPTH, depth = 0): number {
  if (typeof value === 'number') return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER ? INEXACT : EXACT
  if (typeof value !== 'object' || value === null) return EXACT
  if (depth >= maxDepth) return DEEP
  return Array.isArray(value) ? inspectArray(value, maxDepth, depth + 1) : inspectObject(value as Attributes, maxDepth, depth + 1)
}

function inspectArray(values: readonly unknown[], maxDepth: number, depth: number): number {
  let found = EXACT
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value !== 'object' && typeof value !== 'number') continue
    const seen = inspect(value, maxDepth, depth)
    if (seen > found) found = seen
  }
  return found
}

function inspectObject(object: Attributes, maxDepth: number, depth: number): number {
  let found = EXACT
  for (const name in object) {
    const value = object[name]
    if (typeof value !== 'object' && typeof value !== 'number') continue
    const seen = inspect(value, maxDepth, depth)
    if (seen > found) found = seen
  }
  return found
}

/** The longest integer that becomes a bigint (256 bits have 78 digits); the time to read one grows with its square. */
const MAX_DIGITS = 100

/**
 * `JSON.parse` that keeps every digit of integers beyond 2^53, as bigint; a number no double can hold at all (`1e999`)
 * stays the text it was. Several times slower than the plain one: only for texts where `inspect` said `INEXACT`.
 */
export function parseExactly(text: string): unknown {
  return parseWithSource(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value) || context.source === undefined) return value
    if (/^-?\d+$/.test(context.source)) return context.source.length <= MAX_DIGITS ? BigInt(context.source) : context.source
    return Number.isFinite(value) ? value : context.source
  })
}

/** Whether a text may be a JSON object: it begins and ends as one. */
export function looksLikeObject(text: string): boolean {
  return /^\s*\{/.test(text) && /\}\s*$/.test(text.slice(-20))
}

/** The JSON object that a text is, all digits of its numbers kept; undefined when it is none, or nested too deep. */
export function parseObject(text: string, maxDepth?: number): Attributes | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const seen = inspect(value, maxDepth)
    if (seen === DEEP || !isObject(value)) return undefined
    return seen === EXACT ? value : parseExactly(text) as Attributes
  }
  catch {
    return undefined
  }
}

/** What `JSON.parse` complained about, without the quoted part of the text, so that equal mistakes count together. */
export function whyNotJson(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (/^(Unexpected end|Unterminated)/.test(message)) return 'Not valid JSON: it ends too early (cut off?)'
  return `Not valid JSON: ${message.replace(/ in JSON at position[^]*$|, (?:\.\.\.)?"[^]*$/, '')}`
}

/** JSON text of any value a decoder holds, bigints as plain numbers. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => typeof item === 'bigint' ? rawJson(item.toString()) : item) ?? ''
}

/** The text of a value where text is wanted: a string as it is, nothing for null and undefined, else its JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? jsonText(value) : String(value)
}

/** A number, also as text; NaN for anything else. `Number` throws for an object such as `{"toString":1}`. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}

/** A JSON object, not an array, not null. */
export function isObject(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** "an array", "a number" …: how a reason names what was sent. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'bigint' ? 'a number' : `a ${typeof value}`
}

/** An object of these entries; names such as `__proto__` become plain properties. */
export function attributesOf(entries: Iterable<readonly [string, Attributes[string]]>): Attributes {
  return Object.fromEntries(entries)
}
