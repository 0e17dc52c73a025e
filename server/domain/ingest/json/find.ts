import type { Attributes, AttributeValue } from '#shared/types/log-record'
import type { LoggerNames, Meaning } from './loggers'
import { loggers } from './loggers'

/** A name of the table: what it means, and its place in the order of precedence (lower counts first). */
export interface Name { readonly meaning: Meaning, readonly name: string, readonly rank: number, readonly borrowed: boolean }

interface Branch { name?: Name, readonly below: Map<string, Branch> }

/** A value found under one of the names, and the keys that lead to it. */
export interface Found { readonly name: Name, readonly keys: readonly string[], readonly value: unknown }

/** What was found of each meaning. */
export type Findings = { [M in Meaning]?: Found }

/** Makes of a field's value what the record needs, or undefined when the value can't be meant. */
export type Reader = (value: AttributeValue, name: Name) => unknown

/** Every way to cut a dotted name into keys: `a.b` is the key `a.b`, or `b` within `a`. */
function keysOf(name: string): string[][] {
  const ways = [[name]]
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    for (const rest of keysOf(name.slice(dot + 1))) ways.push([name.slice(0, dot), ...rest])
  }
  return ways
}

function treeOf(tables: readonly LoggerNames[]): Branch {
  const root: Branch = { below: new Map() }
  let rank = 0
  for (const table of tables) {
    for (const [key, names] of Object.entries(table)) {
      const borrowed = key === 'borrowed'
      const meaning = borrowed ? 'service' : key as Meaning
      for (const name of names) {
        rank++
        // A borrowed name of the service stands behind all others
        for (const keys of keysOf(name)) plant(root, keys, { meaning, name, rank: borrowed ? rank + 10_000 : rank, borrowed })
      }
    }
  }
  return root
}

function plant(root: Branch, keys: readonly string[], name: Name): void {
  let branch = root
  for (const key of keys) {
    let next = branch.below.get(key)
    if (next === undefined) branch.below.set(key, next = { below: new Map() })
    branch = next
  }
  branch.name ??= name
}

const tree = treeOf(loggers)

/**
 * Finds the fields of an object that mean something to a record, by the names in `loggers`. A value that its reader
 * can't make sense of is passed over for the next name.
 */
export function findFields(object: Attributes, readers: Partial<Record<Meaning, Reader>>): Findings {
  const findings: Findings = {}
  search(object, tree, [], readers, findings)
  return findings
}

function search(object: Attributes, branch: Branch, above: readonly string[], readers: Partial<Record<Meaning, Reader>>, findings: Findings): void {
  for (const key in object) {
    const next = branch.below.get(key)
    if (next === undefined) continue
    const value = object[key]
    if (next.name !== undefined) consider(next.name, value, above, key, readers, findings)
    if (next.below.size > 0 && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      search(value as Attributes, next, [...above, key], readers, findings)
    }
  }
}

function consider(name: Name, raw: AttributeValue, above: readonly string[], key: string, readers: Partial<Record<Meaning, Reader>>, findings: Findings): void {
  const before = findings[name.meaning]
  if (before !== undefined && before.name.rank <= name.rank) return
  const value = readers[name.meaning]?.(raw, name)
  if (value !== undefined) findings[name.meaning] = { name, keys: [...above, key], value }
}

/** The object without the values at these paths, and without the objects that this leaves empty. */
export function without(object: Attributes, paths: ReadonlyArray<readonly string[]>): Attributes {
  const rest: Record<string, AttributeValue> = {}
  for (const key in object) {
    const through = paths.filter(path => path[0] === key)
    let value = object[key]
    if (through.length > 0) {
      if (through.some(path => path.length === 1)) continue
      value = without(value as Attributes, through.map(path => path.slice(1)))
      if (isEmpty(value)) continue
    }
    // Assigning to `__proto__` would set the prototype.
    if (key === '__proto__') Object.defineProperty(rest, key, { value, enumerable: true, configurable: true, writable: true })
    else rest[key] = value
  }
  return rest
}

function isEmpty(object: Attributes): boolean {
  for (const _key in object) return false
  return true
}
