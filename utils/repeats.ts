import type { ExploreLine } from './explore-line'

export const REPEAT_MODES = ['off', 'message', 'pattern'] as const
/** Which lines are told as one: none, those of the same text, or those that differ in their values alone. */
export type RepeatMode = typeof REPEAT_MODES[number]

/** A list in which each line stands for all that are like it. */
export interface Collapsed {
  lines: readonly ExploreLine[]
  /** How many lines a line stands for, by its id; missing for one. */
  times: ReadonlyMap<string, number>
}

/** Values, as the patterns of the server mask them: roughly, for lines that come without a pattern. */
const VALUES = /\b0x[\da-f]+\b|\b[\da-f]{8}-[\da-f-]{27}\b|\b(?=[\da-f]*\d)[\da-f]{7,}\b|\d+/gi
const LONGEST = 500

/** What lines of one pattern have in common. */
export const patternKey = ({ service, level, message, metadata }: ExploreLine) =>
  `${service}\n${level}\n${metadata.pattern_hash ?? message.slice(0, LONGEST).replace(VALUES, '#')}`

const KEYS: Record<Exclude<RepeatMode, 'off'>, (line: ExploreLine) => string> = {
  message: ({ service, level, message }) => `${service}\n${level}\n${message}`,
  pattern: patternKey,
}

/** Tells lines that are alike as one, where the first of them stands; it remembers what it made of the lines that it knows. */
export function createCollapser(): (lines: readonly ExploreLine[], mode: RepeatMode) => Collapsed {
  const known = { message: new WeakMap<ExploreLine, string>(), pattern: new WeakMap<ExploreLine, string>() }
  return (lines, mode) => mode === 'off' ? { lines, times: new Map() } : collapse(lines, line => remembered(known[mode], line, KEYS[mode]))
}

function remembered(known: WeakMap<ExploreLine, string>, line: ExploreLine, keyOf: (line: ExploreLine) => string): string {
  const key = known.get(line) ?? keyOf(line)
  known.set(line, key)
  return key
}

function collapse(lines: readonly ExploreLine[], keyOf: (line: ExploreLine) => string): Collapsed {
  const firsts = new Map<string, { line: ExploreLine, count: number }>()
  for (const line of lines) {
    const key = keyOf(line)
    const first = firsts.get(key)
    if (first) first.count++
    else firsts.set(key, { line, count: 1 })
  }
  const all = [...firsts.values()]
  return { lines: all.map(({ line }) => line), times: new Map(all.filter(({ count }) => count > 1).map(({ line, count }) => [line.id, count])) }
}
