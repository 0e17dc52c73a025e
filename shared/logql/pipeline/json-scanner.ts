import { unquoteJson } from './json-strings'

/** What kind of value it is, by its first character. */
export type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array'

export interface JsonValue {
  readonly kind: JsonKind
  /** As it is written; a string without its quotes. */
  readonly raw: string
}

/** What is wrong with a document, as github.com/buger/jsonparser says it, which Loki reads JSON with. */
export class JsonError extends Error {
  /** The key whose value can’t be read. */
  key?: string
}

const NO_OBJECT = 'Value looks like object, but can\'t find closing \'}\' symbol'
const NO_ARRAY = 'Value is array, but can\'t find closing \']\' symbol'
const MALFORMED = 'Malformed JSON error'

/**
 * Goes through the pairs of an object, in their order and without building it. It is as lenient as Loki’s parser: what
 * stands behind the object is not read, and pairs before a mistake are found.
 * @param found returns true to stop
 * @throws JsonError
 */
export function eachPair(text: string, found: (key: string, value: JsonValue) => boolean | undefined | void): void {
  let at = skipSpace(text, 0)
  if (text[at] !== '{') throw new JsonError(NO_OBJECT)
  at = skipSpace(text, at + 1)
  if (at === text.length) throw new JsonError(MALFORMED)
  for (;;) {
    if (text[at] === '}') return
    if (text[at] !== '"') throw new JsonError(NO_OBJECT)
    const end = stringEnd(text, at + 1)
    if (end < 0) throw new JsonError(MALFORMED)
    const key = unquoteJson(text.slice(at + 1, end))
    if (key === undefined) throw new JsonError('Encountered an invalid escape sequence in a string')
    at = skipSpace(text, end + 1)
    if (text[at] !== ':') throw new JsonError(MALFORMED)
    at = skipSpace(text, at + 1)
    if (at === text.length) throw new JsonError(MALFORMED)
    const { value, end: behind } = valueOf(key, text, at)
    if (found(key, value) === true) return
    at = skipSpace(text, behind)
    if (at === text.length) throw new JsonError(NO_ARRAY)
    if (text[at] === '}') return
    if (text[at] !== ',') throw new JsonError(NO_OBJECT)
    at = skipSpace(text, at + 1)
    if (at === text.length) throw new JsonError(NO_ARRAY)
  }
}

/** The item of an array; undefined where it has none. @throws JsonError */
export function itemAt(text: string, index: number): JsonValue | undefined {
  let at = skipSpace(text, 1)
  for (let i = 0; text[at] !== ']'; i++) {
    if (at >= text.length) throw new JsonError(NO_ARRAY)
    const { value, end } = readValue(text, at)
    if (i === index) return value
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
    else if (text[at] !== ']') throw new JsonError(NO_ARRAY)
  }
  return undefined
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0A && code !== 0x0D && code !== 0x09) break
    at++
  }
  return at
}

/** Where the closing quote stands, or -1. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (at - 1 - slashes >= from && text[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at
  }
  return -1
}

/** @throws JsonError that knows the key */
function valueOf(key: string, text: string, at: number): ReturnType<typeof readValue> {
  try {
    return readValue(text, at)
  }
  catch (error) {
    if (error instanceof JsonError) error.key = key
    throw error
  }
}

/** The value that begins there. @throws JsonError */
function readValue(text: string, at: number): { value: JsonValue, end: number } {
  const first = text[at]
  if (first === '"') {
    const end = stringEnd(text, at + 1)
    if (end < 0) throw new JsonError('Value is string, but can\'t find closing \'"\' symbol')
    return { value: { kind: 'string', raw: text.slice(at + 1, end) }, end: end + 1 }
  }
  if (first === '{' || first === '[') {
    const end = blockEnd(text, at)
    if (end < 0) throw new JsonError(first === '{' ? NO_OBJECT : NO_ARRAY)
    return { value: { kind: first === '{' ? 'object' : 'array', raw: text.slice(at, end) }, end }
  }
  let end = at
  while (end < text.length && !' \n\r\t,}]'.includes(text[end]!)) end++
  const raw = text.slice(at, end)
  const kind = kindOf(raw)
  if (kind === undefined) throw new JsonError('Unknown value type')
  return { value: { kind, raw }, end }
}

function kindOf(raw: string): JsonKind | undefined {
  if (raw === 'true' || raw === 'false') return 'boolean'
  if (raw === 'null') return 'null'
  return /^[-\d]/.test(raw) ? 'number' : undefined
}

/** Behind the bracket that closes the one at `at`, or -1. */
function blockEnd(text: string, at: number): number {
  const open = text[at]!
  const close = open === '{' ? '}' : ']'
  let level = 0
  for (let i = at; i < text.length; i++) {
    const char = text[i]
    if (char === '"') {
      i = stringEnd(text, i + 1)
      if (i < 0) return -1
    }
    else if (char === open) level++
    else if (char === close && --level === 0) return i + 1
  }
  return -1
}
