import type { Matching } from '../../ast'
import type { SeriesLabels } from '../series'
import { memo } from '../series'

/** What series of both sides must share to belong together. */
export function signature(matching: Matching | undefined): (labels: SeriesLabels) => string {
  if (matching === undefined) return labels => labels.key
  const { on, labels: names } = matching
  const share = memo(labels => labels.grouped({ without: !on, labels: names }))
  return labels => share(labels).key
}

/**
 * The labels of what two series give.
 * @param many has the labels that are kept, `one` those that `group_left (…)` takes over
 */
export function resultLabels(matching: Matching | undefined, many: SeriesLabels, one: SeriesLabels): SeriesLabels {
  if (matching === undefined) return many
  if (matching.group === undefined) return many.grouped({ without: !matching.on, labels: matching.labels })
  return matching.group.include.reduce((labels, name) => labels.with(name, one.get(name) || undefined), many)
}
