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
    return { sql: ['lower(Body) LIKE {keyword:String}'], params: { keyword: containing(lowerAscii(keyword)) } }
  }
  const run = longestIndexedRun(keyword)
  const exact: SqlPart = { sql: ['Body ILIKE {keyword:String}'], params: { keyword: containing(keyword) } }
  if (run === undefined) return exact
  return {
    sql: ['lower(Body) LIKE {keywordRun:String}', ...exact.sql],
    params: { keywordRun: containing(lowerAscii(run)), ...exact.params },
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
function longestIndexedRun(keyword: string): string | undefined {
  const runs = keyword.match(/[a-jl-rt-z0-9]+/gi) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  return longest.length >= SHORTEST_RUN ? longest : undefined
}

/**
 * What the index can say about lines that contain a text, case and all: a text in lower case that `lower(Body)` then
 * contains too (`lower` changes ASCII letters only). Undefined where it has no run that is worth asking for.
 */
export function indexedRunOf(text: string): string | undefined {
  return new RegExp(`[a-z0-9]{${SHORTEST_RUN}}`, 'i').test(text) ? lowerAscii(text) : undefined
}
