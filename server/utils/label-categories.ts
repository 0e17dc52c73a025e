import type { LabelCategory, Line } from '#shared/logql'

/** The labels of a line that come from there, by name. */
export function labelsOf({ labels }: Line, category: LabelCategory): Record<string, string> {
  return Object.fromEntries(labels.names().sort().filter(name => labels.categoryOf(name) === category).map(name => [name, labels.get(name)!]))
}
