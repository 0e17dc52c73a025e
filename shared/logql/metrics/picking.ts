import type { Grouping } from '../ast'
import type { Labels } from '../pipeline/labels'
import { SeriesLabels } from './series'

/** The series that a line belongs to; equal ones are the same object. */
export interface LabelPicker {
  (labels: Labels): SeriesLabels
  /** With all labels. */
  readonly all: (labels: Labels) => SeriesLabels
}

/** @param unwrapped is the label whose value is the number: it is no label of the series unless it is asked for */
export function labelPicker(grouping: Grouping | undefined, unwrapped: string | undefined): LabelPicker {
  const known = new Map<string, SeriesLabels>()
  const intern = (names: readonly string[], labels: Labels): SeriesLabels => {
    let key = ''
    const entries: [string, string][] = []
    for (const name of names) {
      const value = labels.get(name)
      if (value === undefined) continue
      entries.push([name, value])
      key += `${name.length}:${name}${value.length}:${value}`
    }
    let series = known.get(key)
    if (series === undefined) known.set(key, series = SeriesLabels.of(entries))
    return series
  }
  const all = (labels: Labels) => intern(labels.names().sort(), labels)
  if (grouping !== undefined && !grouping.without) {
    const names = [...new Set(grouping.labels)].sort()
    return Object.assign((labels: Labels) => intern(names, labels), { all })
  }
  const excluded = new Set([...grouping?.labels ?? [], ...unwrapped === undefined ? [] : [unwrapped]])
  return Object.assign((labels: Labels) => intern(labels.names().filter(name => !excluded.has(name)).sort(), labels), { all })
}
