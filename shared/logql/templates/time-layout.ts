export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** The parts of Go's reference time, Mon Jan 2 15:04:05 MST 2006; longer ones first. */
const PARTS = /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|_2006|__2|_2|002|01|02|03|04|05|06|15|1|2|3|4|5|PM|pm|[-Z]07:00:00|[-Z]070000|[-Z]07:00|[-Z]0700|[-Z]07|[.,]0+(?!\d)|[.,]9+(?!\d)/g

export type LayoutPiece = { readonly text: string } | { readonly part: string }

/** A layout in parts of the reference time and what stands between them. */
export function readLayout(layout: string): LayoutPiece[] {
  const pieces: LayoutPiece[] = []
  let at = 0
  for (const found of layout.matchAll(PARTS)) {
    if (found.index > at) pieces.push({ text: layout.slice(at, found.index) })
    // `_2006` is an underscore and a year.
    if (found[0] === '_2006') pieces.push({ text: '_' }, { part: '2006' })
    else pieces.push({ part: found[0] })
    at = found.index + found[0].length
  }
  if (at < layout.length) pieces.push({ text: layout.slice(at) })
  return pieces
}
