/** A piece of a line, and whether it is a match. */
export interface TextPiece { text: string, hit: boolean }

/** Cuts a line at what an expression (with the flag `g`) finds in it, so that it can be marked. */
export function splitMatches(text: string, matches: RegExp | undefined): TextPiece[] {
  if (!matches || !text) return [{ text, hit: false }]
  const pieces: TextPiece[] = []
  let done = 0
  for (const match of text.matchAll(matches)) {
    if (match[0] === '') continue
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), hit: false })
    pieces.push({ text: match[0], hit: true })
    done = match.index + match[0].length
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false })
  return pieces
}
