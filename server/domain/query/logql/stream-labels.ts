import { labelName } from '#shared/logql'

/**
 * The labels of a stream. Names that stand for others (`service` for `service_name`, `level` for `detected_level`, a
 * dotted name for the one with `_`) give the label that is meant, and are none of its own: what a parser finds under
 * such a name is not in their way.
 */
export class StreamLabels extends Map<string, string> {
  override get(name: string): string | undefined {
    const own = super.get(name)
    if (own !== undefined) return own
    if (name === 'service') return super.get('service_name')
    if (name === 'level') return super.get('detected_level')
    return name.includes('.') ? super.get(labelName(name)) : undefined
  }
}

/** The labels of attributes; of names that become the same the first counts. */
export function addAttributes(labels: Map<string, string>, names: readonly string[], values: readonly string[]): void {
  // A name that needs no change goes before one that is changed to it.
  const changed: [string, string][] = []
  names.forEach((name, i) => {
    const value = values[i] ?? ''
    const label = labelName(name)
    if (label === name) labels.set(label, value)
    else changed.push([label, value])
  })
  for (const [label, value] of changed) if (!labels.has(label)) labels.set(label, value)
}
