import { isLevel } from './levels'
import type { Level } from '#shared/schemas/query'

interface Labelled { stream: Record<string, string>, metadata: Record<string, string> }

/** Labels that stay equal unless the reader chooses others. */
export const KEPT_AT_FIRST: readonly string[] = ['service_name']

/** What tells where a line is from, and is therefore likely to be kept, comes first. */
const ORIGIN = /^(?:service_name|service_instance|host|hostname|host_name|node|instance|k8s_|pod|container|namespace|region|env|deployment)|(?:^|_)trace_id$/

/** A line's own labels with their values, for choosing which must stay equal; those that are kept though it lacks them have ''. */
export function labelChoices(line: Labelled, kept: readonly string[]): { name: string, value: string }[] {
  const labels = { ...line.metadata, ...line.stream }
  const rank = (name: string) => (name === 'service_name' ? 0 : kept.includes(name) ? 1 : ORIGIN.test(name) ? 2 : 3)
  return [...new Set([...Object.keys(labels), ...kept])]
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map(name => ({ name, value: labels[name] ?? '' }))
}

/** The level of a line of LogQL, which has it as a label. */
export function levelOfLine(line: Labelled): Level {
  const level = line.metadata.detected_level ?? line.stream.detected_level ?? ''
  return isLevel(level) ? level : 'unknown'
}
