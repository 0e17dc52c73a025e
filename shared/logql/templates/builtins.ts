import { compareValues, isEqual } from './comparisons'
import { byteLength, sliceBytes } from './bytes'
import { CallError } from './errors'
import { define, defineMany, type TemplateFunction } from './functions'
import { escapeQuery } from './library/encodings'
import { formatPrintf } from './printf'
import { formatValue, isTrue, LabelValues, typeName, type Value } from './values'

const HTML: Record<string, string> = { '"': '&#34;', '\'': '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;', '\0': '\uFFFD' }
const JS: Record<string, string> = { '\\': '\\\\', '\'': '\\\'', '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D', '\n': '\\u000A', '\r': '\\u000D', '\t': '\\u0009' }

/** What Go's text/template brings itself, without `and` and `or`, which are part of the evaluator. */
export const BUILTINS: readonly (readonly [string, TemplateFunction])[] = [
  ['not', define(['any'], value => !isTrue(value))],
  ['len', define(['any'], lengthOf)],
  ['index', defineMany(['any'], 'any', (value, ...keys) => keys.reduce(itemOf, value))],
  ['slice', defineMany(['any'], 'int', sliceOf)],
  ['print', defineMany([], 'any', (...values) => printed(values))],
  ['println', defineMany([], 'any', (...values) => `${values.map(formatValue).join(' ')}\n`)],
  ['printf', defineMany(['string'], 'any', formatPrintf)],
  ['html', defineMany([], 'any', (...values) => printed(values).replace(/["'&<>\0]/g, char => HTML[char]!))],
  ['js', defineMany([], 'any', (...values) => printed(values).replace(/[\\'"<>&=\n\r\t]/g, char => JS[char]!))],
  ['urlquery', defineMany([], 'any', (...values) => escapeQuery(printed(values)))],
  ['eq', defineMany(['any'], 'any', (first, ...others) => {
    if (others.length === 0) throw new CallError('missing argument for comparison')
    return others.some(other => isEqual(first, other))
  })],
  ['ne', define(['any', 'any'], (a, b) => !isEqual(a, b))],
  ['lt', define(['any', 'any'], (a, b) => compareValues(a, b) < 0)],
  ['le', define(['any', 'any'], (a, b) => compareValues(a, b) <= 0)],
  ['gt', define(['any', 'any'], (a, b) => compareValues(a, b) > 0)],
  ['ge', define(['any', 'any'], (a, b) => compareValues(a, b) >= 0)],
]

/** As fmt.Sprint: a space between two that are no texts. */
function printed(values: readonly Value[]): string {
  let text = ''
  for (const [i, value] of values.entries()) {
    if (i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string') text += ' '
    text += formatValue(value)
  }
  return text
}

function lengthOf(value: Value): Value {
  if (typeof value === 'string') return BigInt(byteLength(value))
  if (Array.isArray(value)) return BigInt(value.length)
  if (value instanceof Map) return BigInt(value.size)
  if (value instanceof LabelValues) return BigInt(value.labels.names().length)
  throw new CallError(value === null ? 'len of nil pointer' : `len of type ${typeName(value)}`)
}

function itemOf(value: Value, key: Value): Value {
  if (value instanceof Map) return value.get(String(key))
  if (value instanceof LabelValues) return value.labels.get(String(key)) ?? ''
  if (Array.isArray(value) || typeof value === 'string') {
    if (typeof key !== 'bigint') throw new CallError(`cannot index slice/array with type ${typeName(key)}`)
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
    if (key < 0n || key >= BigInt(bytes.length)) throw new CallError(`index out of range: ${key}`)
    const item = bytes[Number(key)]
    return typeof value === 'string' ? BigInt(item as number) : item as Value
  }
  throw new CallError(value === null ? 'index of untyped nil' : `can't index item of type ${typeName(value)}`)
}

function sliceOf(value: Value, ...bounds: bigint[]): Value {
  if (typeof value !== 'string' && !Array.isArray(value)) throw new CallError(`can't slice item of type ${typeName(value)}`)
  const length = typeof value === 'string' ? byteLength(value) : value.length
  const [from = 0, to = length] = bounds.map(Number)
  const wrong = [from, to].find(bound => bound < 0 || bound > length)
  if (wrong !== undefined) throw new CallError(`index out of range: ${wrong}`)
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`)
  return typeof value === 'string' ? sliceBytes(value, from, to) : value.slice(from, to)
}
