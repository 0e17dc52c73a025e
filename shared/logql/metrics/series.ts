import type { Grouping } from '../ast'
import { quote } from '../strings'

/** The labels of a series, sorted by name; equal ones share their object within one evaluation. */
export class SeriesLabels {
  static readonly none = new SeriesLabels([])

  private constructor(readonly entries: readonly (readonly [string, string])[]) {
    this.key = entries.flat().map(part => `${part.length}:${part}`).join('')
  }

  /** The same for equal labels, and different for others. */
  readonly key: string

  static of(entries: Iterable<readonly [string, string]>): SeriesLabels {
    return new SeriesLabels([...entries].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0))
  }

  get(name: string): string | undefined {
    return this.entries.find(([label]) => label === name)?.[1]
  }

  /** With a label set, or without it where the value is undefined. */
  with(name: string, value: string | undefined): SeriesLabels {
    const others = this.entries.filter(([label]) => label !== name)
    return SeriesLabels.of(value === undefined ? others : [...others, [name, value]])
  }

  /** What `by (…)` or `without (…)` leave of them. */
  grouped({ without, labels }: Pick<Grouping, 'without' | 'labels'>): SeriesLabels {
    return new SeriesLabels(this.entries.filter(([name]) => labels.includes(name) !== without))
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.entries)
  }

  /** As Prometheus prints labels. */
  toString(): string {
    return `{${this.entries.map(([name, value]) => `${name}=${quote(value)}`).join(', ')}}`
  }
}

/** Labels in the order of Prometheus: name by name, value by value. */
export function compareLabels(a: SeriesLabels, b: SeriesLabels): number {
  const length = Math.min(a.entries.length, b.entries.length)
  for (let i = 0; i < length; i++) {
    const [[nameA, valueA], [nameB, valueB]] = [a.entries[i]!, b.entries[i]!]
    if (nameA !== nameB) return nameA < nameB ? -1 : 1
    if (valueA !== valueB) return valueA < valueB ? -1 : 1
  }
  return a.entries.length - b.entries.length
}

/** A series' value at one step. */
export interface Sample { readonly labels: SeriesLabels, readonly value: number }

/** Remembers what each series becomes: series come again at each step. */
export function memo(make: (labels: SeriesLabels) => SeriesLabels): (labels: SeriesLabels) => SeriesLabels {
  const known = new Map<SeriesLabels, SeriesLabels>()
  const byKey = new Map<string, SeriesLabels>()
  return (labels) => {
    let made = known.get(labels)
    if (made === undefined) {
      made = make(labels)
      const same = byKey.get(made.key)
      if (same === undefined) byKey.set(made.key, made)
      else made = same
      known.set(labels, made)
    }
    return made
  }
}
