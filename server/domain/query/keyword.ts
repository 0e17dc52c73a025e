import type { SqlPart } from './sql'

/**
 * A keyword means: the line contains this text, upper and lower case alike.
 *
 * `lower(Body) LIKE` is answered from the text index's dictionary where the engine can (see tables/app.ts). `lower`
 * knows ASCII only, so a keyword with other letters goes by `ILIKE`, which compares as Unicode does, behind a cheap
 * test of its longest ASCII run by the index.
 */
export function keywordPart(keyword: string): SqlPart {
  if (isAscii(keyword)) {
    const exact: SqlPart = { sql: ['lower(Body) LIKE {keyword:String}'], params: { keyword: containing(lowerAscii(keyword)) } }
    const run = indexedRunOf(keyword)
    // The index knows words: of a text of several it has nothing to say.
    if (run === undefined || run.length === keyword.length) return exact
    return { sql: ['lower(Body) LIKE {keywordRun:String}', ...exact.sql], params: { keywordRun: containing(run), ...exact.params } }
  }
  const run = longestIndexedRun(keyword)
  const exact: SqlPart = { sql: ['Body ILIKE {keyword:String}'], params: { keyword: containing(keyword) } }
  if (run === undefined) return exact
  return {
    sql: ['lower(Body) LIKE {keywordRun:String}', ...exact.sql],
    params: { keywordRun: containing(run), ...exact.params },
  }
}

/** A LIKE pattern for texts that contain this one: `%`, `_` and `\` lose their meaning. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

// eslint-disable-next-line no-control-regex -- ASCII has control characters
const isAscii = (text: string) => /^[\x00-\x7F]*$/.test(text)

const lowerAscii = (text: string) => text.replace(/[A-Z]/g, letter => letter.toLowerCase())

/** The index's dictionary is only asked for texts of this length on (`text_index_like_min_pattern_length`). */
const SHORTEST_RUN = 4

/**
 * The longest run of ASCII letters and digits. K and S end a run: outside ASCII they have a second lower or upper
 * case (the Kelvin sign, the long s) that `lower` doesn't know, and the cheap test must not refuse what the exact
 * one takes.
 */
export const longestIndexedRun = (keyword: string): string | undefined => longestOf(keyword.match(/[a-jl-rt-z0-9]+/gi))

/**
 * What the index can say about lines that contain a text, case and all: a word of it, or a part of one, in lower case, which
 * `lower(Body)` then contains too (`lower` changes ASCII letters only). Undefined where none is worth asking for.
 */
export const indexedRunOf = (text: string): string | undefined => longestOf(text.match(/[a-z0-9]+/gi))

function longestOf(runs: readonly string[] | null): string | undefined {
  const longest = (runs ?? []).reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= SHORTEST_RUN ? lowerAscii(longest) : undefined
}
