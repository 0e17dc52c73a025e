/** A piece of a line, and whether it is a match. */
export interface TextPiece { text: string, hit: boolean }

/** Cuts a line at the matches of a keyword, upper and lower case alike, so that they can be marked. */
export function splitMatches(text: string, keyword: string): TextPiece[] {
  const wanted = keyword.trim()
  if (!wanted || !text) return [{ text, hit: false }]
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu')
  const pieces: TextPiece[] = []
  let done = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), hit: false })
    pieces.push({ text: match[0], hit: true })
    done = match.index + match[0].length
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false })
  return pieces
}
