import type { Attributes, AttributeValue } from '#shared/types/log-record'
import type { Meaning } from './loggers'
import { loggers } from './loggers'

/** A name of a table: what it means, and its place in the order of precedence (lower counts first). */
export interface Name<M = Meaning> { readonly meaning: M, readonly name: string, readonly rank: number, readonly borrowed: boolean }

interface Branch<M> { name?: Name<M>, readonly below: Map<string, Branch<M>> }

/** A value found under one of the names, and the keys that lead to it. */
export interface Found<M = Meaning> { readonly name: Name<M>, readonly keys: readonly string[], readonly value: unknown }

/** What was found of each meaning. */
export type Findings<M extends string = Meaning> = { [K in M]?: Found<M> }

/** Makes of a field's value what the record needs, or undefined when the value can't be meant. */
export type Reader<M = Meaning> = (value: AttributeValue, name: Name<M>) => unknown

/** The readers of the meanings that are looked for. */
export type Readers<M extends string = Meaning> = Partial<Record<M, Reader<M>>>

/** Names of one kind of sender, for each meaning. */
type Names<M extends string> = Partial<Record<M | 'borrowed', readonly string[]>>

/** Every way to cut a dotted name into keys: `a.b` is the key `a.b`, or `b` within `a`. */
function keysOf(name: string): string[][] {
  const ways = [[name]]
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    for (const rest of keysOf(name.slice(dot + 1))) ways.push([name.slice(0, dot), ...rest])
  }
  return ways
}

function treeOf<M extends string>(tables: readonly Names<M>[]): Branch<M> {
  const root: Branch<M> = { below: new Map() }
  let rank = 0
  for (const table of tables) {
    for (const [key, names] of Object.entries<readonly string[] | undefined>(table)) {
      const borrowed = key === 'borrowed'
      const meaning = (borrowed ? 'service' : key) as M
      for (const name of names ?? []) {
        rank++
        // A borrowed name of the service stands behind all others
        for (const keys of keysOf(name)) plant(root, keys, { meaning, name, rank: borrowed ? rank + 10_000 : rank, borrowed })
      }
    }
  }
  return root
}

function plant<M>(root: Branch<M>, keys: readonly string[], name: Name<M>): void {
  let branch = root
  for (const key of keys) {
    let next = branch.below.get(key)
    if (next === undefined) branch.below.set(key, next = { below: new Map() })
    branch = next
  }
  branch.name ??= name
}

/**
 * Makes what finds the fields of an object by the names in these tables, the first of which counts where an object has
 * several names of one meaning. A value that its reader can't make sense of is passed over for the next name.
 */
export function finderOf<M extends string>(tables: readonly Names<M>[]): (object: Attributes, readers: Readers<M>) => Findings<M> {
  const tree = treeOf(tables)
  return (object, readers) => {
    const findings: Findings<M> = {}
    search(object, tree, [], readers, findings)
    return findings
  }
}

/** Finds the fields of an object that mean something to a record, by the names in `loggers`. */
export const findFields = finderOf<Meaning>(loggers)

function search<M extends string>(object: Attributes, branch: Branch<M>, above: readonly string[], readers: Readers<M>, findings: Findings<M>): void {
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

function consider<M extends string>(name: Name<M>, raw: AttributeValue, above: readonly string[], key: string, readers: Readers<M>, findings: Findings<M>): void {
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
