import type { LabelFilter } from '../ast'

/** The labels that a filter reads. */
export function labelsOfFilter(filter: LabelFilter): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or': return [...labelsOfFilter(filter.left), ...labelsOfFilter(filter.right)]
    case 'matcher': return [filter.matcher.label]
    default: return [filter.label]
  }
}
