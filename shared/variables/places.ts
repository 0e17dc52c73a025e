import type { QueryLanguage } from '../schemas/saved-queries'

/**
 * Where a place of a query lies. `code`: between literals; `text`: in a literal with escapes; `raw`: in one without;
 * `name`: in a quoted name of SQL; `comment`.
 */
export type Place = 'code' | 'text' | 'raw' | 'name' | 'comment'

interface Enclosure { readonly open: RegExp, readonly place: Place, readonly end: (text: string, opening: string, from: number) => number }

/** What is quoted ends at its quote; what a backslash stands before is inside. Two of SQL's quotes end one and open the next. */
function quoteEnd(text: string, quote: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at + 1
  }
  return text.length
}
const until = (closing: (opening: string) => string) => (text: string, opening: string, from: number) => {
  const end = text.indexOf(closing(opening), from)
  return end < 0 ? text.length : end + closing(opening).length
}
const lineEnd = until(() => '\n')
const same = (opening: string) => opening

const ENCLOSURES: Readonly<Record<QueryLanguage, readonly Enclosure[]>> = {
  logql: [
    { open: /"/y, place: 'text', end: quoteEnd },
    { open: /`/y, place: 'raw', end: until(same) },
    { open: /#/y, place: 'comment', end: lineEnd },
  ],
  // https://clickhouse.com/docs/sql-reference/syntax
  sql: [
    { open: /'/y, place: 'text', end: quoteEnd },
    { open: /["`]/y, place: 'name', end: quoteEnd },
    { open: /--|#[ !]/y, place: 'comment', end: lineEnd },
    { open: /\/\*/y, place: 'comment', end: until(() => '*/') },
    { open: /\$\w*\$/y, place: 'raw', end: until(same) },
  ],
}

/** Tells where each place of a query lies. Places are asked for in the order of the text. */
export function placesOf(text: string, language: QueryLanguage): (at: number) => Place {
  let start = 0
  let end = 0
  let place: Place = 'code'

  function next(): void {
    start = end
    const found = ENCLOSURES[language].map(enclosure => ({ ...enclosure, opening: openingAt(enclosure.open, text, start) })).find(({ opening }) => opening !== undefined)
    place = found?.place ?? 'code'
    end = found?.opening === undefined ? start + 1 : found.end(text, found.opening, start + found.opening.length)
  }

  return (at) => {
    while (end <= at) next()
    return place
  }
}

function openingAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
