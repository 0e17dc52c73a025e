import { byteLength, sliceBytes } from '../bytes'
import { CallError } from '../errors'
import { define, defineMany, type TemplateFunction } from '../functions'
import { isTrue } from '../values'

/** Characters that repeating and padding may make of a line. */
const MAX_LENGTH = 1024 * 1024

const SPACE = '\\s\\u0085'
const TRIM = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'g')
const trim = (text: string) => text.replace(TRIM, '')
const trimPrefix = (text: string, prefix: string) => text.startsWith(prefix) ? text.slice(prefix.length) : text
const trimSuffix = (text: string, suffix: string) => suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text

function trimLeft(text: string, cut: string): string {
  const chars = [...text]
  const first = chars.findIndex(char => !cut.includes(char))
  return first < 0 ? '' : chars.slice(first).join('')
}

function trimRight(text: string, cut: string): string {
  const chars = [...text]
  return chars.slice(0, chars.findLastIndex(char => !cut.includes(char)) + 1).join('')
}

/** Go changes letters one by one: `ß` stays what it is. */
const cased = (change: (char: string) => string) => (text: string) => text.replace(/[\p{L}\p{M}\p{Nl}\p{So}]/gu, (char) => {
  const changed = change(char)
  return [...changed].length === 1 ? changed : char
})
const upper = cased(char => char.toUpperCase())
const lower = cased(char => char.toLowerCase())

/** As strings.Replace: at most `count` times, or always where that is negative. */
function replace(text: string, from: string, to: string, count: bigint): string {
  if (from === '') {
    const chars = [...text]
    return chars.map((char, i) => count < 0n || BigInt(i) < count ? to + char : char).join('') + (count < 0n || BigInt(chars.length) < count ? to : '')
  }
  const parts = text.split(from)
  if (bounded(parts.length * to.length) && (count < 0n || BigInt(parts.length - 1) <= count)) return parts.join(to)
  const times = Number(count)
  return [...parts.slice(0, times + 1)].join(to) + (times + 1 < parts.length ? from + parts.slice(times + 1).join(from) : '')
}

function bounded(length: number): true {
  if (length > MAX_LENGTH) throw new CallError(`the text would be longer than ${MAX_LENGTH} characters`)
  return true
}

function repeat(count: bigint, text: string): string {
  if (count < 0n) throw new CallError('strings: negative Repeat count')
  bounded(Number(count) * Math.max(1, text.length))
  return text.repeat(Number(count))
}

function indent(spaces: bigint, text: string): string {
  const pad = repeat(spaces, ' ')
  bounded(text.split('\n').length * pad.length)
  return pad + text.replaceAll('\n', `\n${pad}`)
}

/** By bytes, as Loki’s own. */
function trunc(count: bigint, text: string): string {
  const length = byteLength(text)
  const size = Number(count)
  if (size < 0 && length + size > 0) return sliceBytes(text, length + size)
  return size >= 0 && length > size ? sliceBytes(text, 0, size) : text
}

/** By bytes; what is out of bounds fails as Go’s slices do. */
function substr(from: bigint, to: bigint, text: string): string {
  const length = byteLength(text)
  const [start, end] = [Number(from), Number(to)]
  if (start < 0) {
    if (end < 0) throw outOfBounds(`[:${end}]`)
    if (end > length) throw outOfBounds(`[:${end}] with length ${length}`)
    return sliceBytes(text, 0, end)
  }
  if (end < 0 || end > length) {
    if (start > length) throw outOfBounds(`[${start}:${length}]`)
    return sliceBytes(text, start)
  }
  if (start > end) throw outOfBounds(`[${start}:${end}]`)
  return sliceBytes(text, start, end)
}

const outOfBounds = (bounds: string) => new CallError(`runtime error: slice bounds out of range ${bounds}`)

/** By characters, unlike `trunc`. */
function align(count: bigint, text: string, toLeft: boolean): string {
  const chars = [...text]
  const missing = Number(count) - chars.length
  if (count < 0n || missing === 0) return text
  if (missing > 0) {
    const pad = repeat(BigInt(missing), ' ')
    return toLeft ? text + pad : pad + text
  }
  return (toLeft ? chars.slice(0, Number(count)) : chars.slice(-missing)).join('')
}

export const TEXTS: Record<string, TemplateFunction> = {
  ToLower: define(['string'], lower),
  ToUpper: define(['string'], upper),
  Replace: define(['string', 'string', 'string', 'int'], replace),
  Trim: define(['string', 'string'], (text, cut) => trimRight(trimLeft(text, cut), cut)),
  TrimLeft: define(['string', 'string'], trimLeft),
  TrimRight: define(['string', 'string'], trimRight),
  TrimPrefix: define(['string', 'string'], trimPrefix),
  TrimSuffix: define(['string', 'string'], trimSuffix),
  TrimSpace: define(['string'], trim),
  lower: define(['string'], lower),
  upper: define(['string'], upper),
  title: define(['string'], text => text.replace(/(?<![\p{L}\p{N}_])\p{L}/gu, upper)),
  trunc: define(['int', 'string'], trunc),
  substr: define(['int', 'int', 'string'], substr),
  contains: define(['string', 'string'], (part, text) => text.includes(part)),
  hasPrefix: define(['string', 'string'], (prefix, text) => text.startsWith(prefix)),
  hasSuffix: define(['string', 'string'], (suffix, text) => text.endsWith(suffix)),
  indent: define(['int', 'string'], indent),
  nindent: define(['int', 'string'], (spaces, text) => `\n${indent(spaces, text)}`),
  replace: define(['string', 'string', 'string'], (from, to, text) => replace(text, from, to, -1n)),
  repeat: define(['int', 'string'], repeat),
  trim: define(['string'], trim),
  trimAll: define(['string', 'string'], (cut, text) => trimRight(trimLeft(text, cut), cut)),
  trimSuffix: define(['string', 'string'], (suffix, text) => trimSuffix(text, suffix)),
  trimPrefix: define(['string', 'string'], (prefix, text) => trimPrefix(text, prefix)),
  alignLeft: define(['int', 'string'], (count, text) => align(count, text, true)),
  alignRight: define(['int', 'string'], (count, text) => align(count, text, false)),
  default: defineMany(['any'], 'any', (fallback, ...given) => given.length > 0 && isTrue(given[0]) ? given[0] : fallback),
}
