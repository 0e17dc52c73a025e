import type { AttributeValue, Attributes, LogRecord } from '#shared/types/log-record'

/** Where an attribute goes: columns by number, best match first. */
interface Target { readonly columns: readonly number[], readonly isExact: boolean }

/** Lower is better: the attribute of the line before that of its resource, the same name before a similar one. */
const EXACT = 0
const SIMILAR = 3
const NONE = 127

const MAX_KNOWN = 10_000
const MAX_DEPTH = 32
/** Characters of names of outer objects before those of inner ones, in one record. */
const MAX_REPEATED = 262_144

/**
 * Finds the columns of a record's attributes. An attribute goes to the column of its own name; else to the one whose
 * name is the same but for case, dots, underscores and dashes. Nested objects are `outer.inner`.
 */
export class Matcher {
  /** What each column was given by the record that was matched last. */
  readonly values: AttributeValue[]
  /** What has no column: names with dots, and the values. */
  readonly restNames: string[] = []
  readonly restValues: AttributeValue[] = []

  /** The names that `values` had. */
  readonly names: string[]
  private readonly ranks: Uint8Array
  private readonly exact = new Map<string, number[]>()
  private readonly similar = new Map<string, number[]>()
  private readonly known = new Map<string, Target | null>()
  private repeated = 0

  /** @param names for each column the name of the attribute that it takes; undefined for none */
  constructor(names: readonly (string | undefined)[]) {
    this.values = names.map(() => undefined)
    this.names = names.map(() => '')
    this.ranks = new Uint8Array(names.length)
    names.forEach((name, column) => {
      if (name === undefined) return
      const same = this.exact.get(name)
      if (same === undefined) this.exact.set(name, [column])
      else same.push(column)
      const similar = similarName(name)
      if (!this.similar.has(similar)) this.similar.set(similar, [column])
    })
  }

  match(record: LogRecord): void {
    this.ranks.fill(NONE)
    this.values.fill(undefined)
    this.restNames.length = 0
    this.restValues.length = 0
    this.repeated = 0
    this.scan(record.logAttributes, '', 0, 0)
    this.scan(record.resourceAttributes, '', 1, 0)
    this.scan(record.scopeAttributes, '', 2, 0)
  }

  private scan(attributes: Attributes, prefix: string, layer: number, depth: number): void {
    for (const key of Object.keys(attributes)) {
      const value = attributes[key]
      if (value === undefined) continue
      const name = prefix + key
      const target = this.targetOf(name)
      if (target !== null) this.offer(target, name, value, layer)
      else if (isNested(value) && depth < MAX_DEPTH && this.mayRepeat(name, value)) this.scan(value, `${name}.`, layer, depth + 1)
      else this.keep(name, value)
    }
  }

  private offer(target: Target, name: string, value: AttributeValue, layer: number): void {
    const rank = (target.isExact ? EXACT : SIMILAR) + layer
    let taken = false
    for (const column of target.columns) {
      if (rank >= this.ranks[column]!) continue
      // What gives way to a better match goes where things without a column go.
      if (this.ranks[column] !== NONE) this.keep(this.names[column]!, this.values[column])
      this.values[column] = value
      this.names[column] = name
      this.ranks[column] = rank
      taken = true
    }
    if (!taken) this.keep(name, value)
  }

  /** Puts something among what has no column. */
  keep(name: string, value: AttributeValue): void {
    this.restNames.push(name)
    this.restValues.push(value)
  }

  private mayRepeat(name: string, object: Attributes): boolean {
    const repeated = name.length * Object.keys(object).length
    if (this.repeated + repeated > MAX_REPEATED) return false
    this.repeated += repeated
    return true
  }

  private targetOf(name: string): Target | null {
    const known = this.known.get(name)
    if (known !== undefined) return known
    const found = this.find(name)
    if (this.known.size < MAX_KNOWN && name.length <= 256) this.known.set(name, found)
    return found
  }

  private find(name: string): Target | null {
    const exact = this.exact.get(name)
    if (exact !== undefined) return { columns: exact, isExact: true }
    const similar = name.length <= 256 ? this.similar.get(similarName(name)) : undefined
    return similar === undefined ? null : { columns: similar, isExact: false }
  }
}

/** Names that differ in case, dots, underscores and dashes only are similar. */
const similarName = (name: string) => name.toLowerCase().replace(/[._\- ]/g, '')

function isNested(value: AttributeValue): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}
