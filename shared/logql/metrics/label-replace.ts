import type { LabelReplaceNode } from '../ast'
import { Regex } from '../regex'
import { memo, type Sample } from './series'

/** `label_replace(…, "target", "$1", "source", "(.*)")`: a series whose source does not match stays as it is. */
export function labelReplace({ target, replacement, source, expression }: LabelReplaceNode): (samples: readonly Sample[]) => Sample[] {
  const regex = Regex.compile(expression)
  const replace = memo((labels) => {
    const value = regex.expandWhole(labels.get(source) ?? '', replacement)
    return value === undefined ? labels : labels.with(target, value === '' ? undefined : value)
  })
  return samples => samples.map(({ labels, value }) => ({ labels: replace(labels), value }))
}
