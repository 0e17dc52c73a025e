/** A LIKE pattern for texts that contain this one: `%`, `_` and `\` lose their meaning. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

const lowerAscii = (text: string) => text.replace(/[A-Z]/g, letter => letter.toLowerCase())

/** The index's dictionary is only asked for texts of this length on (`text_index_like_min_pattern_length`). */
const SHORTEST_RUN = 4

/**
 * The longest run of ASCII letters and digits. K and S end a run: outside ASCII they have a second lower or upper
 * case (the Kelvin sign, the long s) that `lower` doesn't know, and the cheap test must not refuse what the exact
 * one takes.
 */
export const longestIndexedRun = (text: string): string | undefined => longestOf(text.match(/[a-jl-rt-z0-9]+/gi))

/**
 * What the index can say about lines that contain a text, case and all: a word of it, or a part of one, in lower case, which
 * `lower(Body)` then contains too (`lower` changes ASCII letters only). Undefined where none is worth asking for.
 */
export const indexedRunOf = (text: string): string | undefined => longestOf(text.match(/[a-z0-9]+/gi))

function longestOf(runs: readonly string[] | null): string | undefined {
  const longest = (runs ?? []).reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= SHORTEST_RUN ? lowerAscii(longest) : undefined
}
