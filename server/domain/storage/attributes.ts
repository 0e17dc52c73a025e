import type { AttributeValue, Attributes } from '#shared/types/log-record'

/**
 * Attributes in storage: a Map of dotted names to text, which the engine filters on, and a *shape*, from which a
 * record is given back exactly as it was sent.
 *
 * The shape has one item for each entry in the order of their names: a letter for the type, then the positions of
 * those dots in the name that are nesting (`{"a":{"b":1}}` is `n1`, `{"a.b":1}` is `n`). It is empty when every value
 * is a string and nothing is nested, which is what most senders send. Statements that log the same fields share one
 * shape, so that the column is LowCardinality.
 */
export interface FlatAttributes {
  names: string[]
  values: string[]
  shape: string
}

/** Objects nested deeper than this are kept as JSON text. */
const MAX_DEPTH = 32
/**
 * The names of outer objects stand before each of the inner ones: past so many characters of them objects are kept as
 * JSON text. Else a line of a megabyte could stand for gigabytes.
 */
const MAX_REPEATED = 262_144

interface Entry { name: string, text: string, item: string }
/** What was flattened so far, and how many characters it repeats. */
interface Flattened { readonly entries: Entry[], repeated: number }

/** Flattens attributes for storage. Undefined values are left out. */
export function flattenAttributes(attributes: Attributes): FlatAttributes {
  const entries: Entry[] = []
  collect(attributes, '', '', 0, { entries, repeated: 0 })
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const items = entries.map(entry => entry.item)
  return {
    names: entries.map(entry => entry.name),
    values: entries.map(entry => entry.text),
    shape: items.every(item => item === 's') ? '' : items.join(''),
  }
}

function collect(object: Attributes, prefix: string, dots: string, depth: number, into: Flattened): void {
  for (const key of Object.keys(object)) {
    const value = object[key]
    const name = prefix + key
    if (value === undefined) continue
    if (isNested(value) && depth < MAX_DEPTH && mayRepeat(name, dots, value, into)) {
      const inner = dots === '' ? String(name.length) : `${dots},${name.length}`
      collect(value, `${name}.`, inner, depth + 1, into)
    }
    else {
      into.entries.push(leaf(name, value, dots))
    }
  }
}

/** Whether this name, and its dots in the shape, may stand before every key of `object`. */
function mayRepeat(name: string, dots: string, object: Attributes, into: Flattened): boolean {
  const repeated = (name.length + dots.length) * Object.keys(object).length
  if (into.repeated + repeated > MAX_REPEATED) return false
  into.repeated += repeated
  return true
}

/** An object with entries: an empty one has no entry to carry its name, so it is a leaf. */
function isNested(value: AttributeValue): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

function leaf(name: string, value: AttributeValue, dots: string): Entry {
  switch (typeof value) {
    case 'string': return { name, text: value, item: `s${dots}` }
    case 'number':
    case 'bigint': return { name, text: String(value), item: `n${dots}` }
    case 'boolean': return { name, text: String(value), item: `b${dots}` }
    default: return value === null
      ? { name, text: '', item: `z${dots}` }
      : { name, text: toJson(value), item: `j${dots}` }
  }
}

/** JSON in which integers beyond a double keep their digits. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? rawJson(String(inner)) : inner) ?? 'null'
}

/** `JSON.rawJSON` (in Node since 21) is not in TypeScript's library yet. */
const rawJson = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)

const SHAPE_ITEM = /([snbzj])([\d,]*)/g

/**
 * The attributes as they were sent. Numbers that a double can't hold come back as `JSON.rawJSON` objects: they print
 * with all their digits.
 * @param names the map's keys, in any order
 * @param values the map's values, in the order of `names`
 */
export function restoreAttributes(names: readonly string[], values: readonly string[], shape: string): Attributes {
  const result: Record<string, AttributeValue> = {}
  if (shape === '') {
    names.forEach((name, i) => set(result, name, values[i] ?? ''))
    return result
  }
  const order = names.map((_, i) => i).sort((a, b) => compare(names[a] ?? '', names[b] ?? '') || a - b)
  const items = [...shape.matchAll(SHAPE_ITEM)]
  order.forEach((index, position) => {
    const [, type = 's', dots = ''] = items[position] ?? []
    place(result, names[index] ?? '', dots, revive(type, values[index] ?? ''))
  })
  return result
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function place(root: Record<string, AttributeValue>, name: string, dots: string, value: AttributeValue): void {
  let object = root
  let from = 0
  for (const dot of dots === '' ? [] : dots.split(',').map(Number)) {
    const key = name.slice(from, dot)
    const next = Object.hasOwn(object, key) ? object[key] : undefined
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) {
      object = next as Record<string, AttributeValue>
    }
    else {
      const made: Record<string, AttributeValue> = {}
      set(object, key, made)
      object = made
    }
    from = dot + 1
  }
  set(object, name.slice(from), value)
}

/** Plain assignment would change the prototype for a key named `__proto__`. */
function set(object: Record<string, AttributeValue>, key: string, value: AttributeValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}

function revive(type: string, text: string): AttributeValue {
  switch (type) {
    case 'n': return reviveNumber(text)
    case 'b': return text === 'true'
    case 'z': return null
    case 'j': return reviveJson(text)
    default: return text
  }
}

function reviveNumber(text: string): AttributeValue {
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  return String(value) === text ? value : rawJson(text) as AttributeValue
}

type Reviver = (key: string, value: unknown) => unknown

/** With the source text (in Node since 21, not in TypeScript's library yet) a number keeps all its digits. */
function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? reviveNumber(context.source) : value
}

function reviveJson(text: string): AttributeValue {
  try {
    return JSON.parse(text, exactNumber as Reviver) as AttributeValue
  }
  catch {
    return text
  }
}
