/** A pattern in pieces: text, and captures between the texts. `_` is one whose text is not kept. */
type Piece = { readonly text: string } | { readonly capture: string }

const CAPTURE = /<([a-zA-Z_][a-zA-Z0-9_]*)>/g

/** A pattern of `<name>` and texts between. */
export function parsePieces(pattern: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const found of pattern.matchAll(CAPTURE)) {
    if (found.index > at) pieces.push({ text: pattern.slice(at, found.index) })
    pieces.push({ capture: found[1]! })
    at = found.index + found[0].length
  }
  if (at < pattern.length) pieces.push({ text: pattern.slice(at) })
  return pieces
}

/** The captures of the pattern parser in a line, as far as the line goes along with it. */
export function extractPattern(pattern: string): (line: string) => [string, string][] {
  const pieces = parsePieces(pattern)
  return (line) => {
    const found: [string, string][] = []
    let at = 0
    for (const [i, piece] of pieces.entries()) {
      if ('text' in piece) {
        // Text behind a capture has been found by it.
        if (i > 0) continue
        if (!line.startsWith(piece.text)) return found
        at = piece.text.length
        continue
      }
      const next = pieces[i + 1]
      const end = next !== undefined && 'text' in next ? line.indexOf(next.text, at) : line.length
      if (piece.capture !== '_') found.push([piece.capture, line.slice(at, end < 0 ? undefined : end)])
      if (end < 0) return found
      at = end + (next !== undefined && 'text' in next ? next.text.length : 0)
    }
    return found
  }
}

/** Two captures with no text between them, where there are such. */
export const touchingCaptures = (pattern: string) => /<[a-zA-Z_]\w*><[a-zA-Z_]\w*>/.exec(pattern)?.[0]

/** The names of a pattern's captures that are kept. */
export const capturesOf = (pattern: string) => parsePieces(pattern).flatMap(piece => 'capture' in piece && piece.capture !== '_' ? [piece.capture] : [])

/**
 * Whether a line goes along with `|> "GET <_> 200"`: it may begin before the pattern does where that begins with text,
 * and must end with it; a placeholder stands for at least one character, up to where its text comes first.
 */
export function matchesPattern(pattern: string): (line: string) => boolean {
  const pieces = parsePieces(pattern)
  const texts = pieces.flatMap(piece => 'text' in piece ? [piece.text] : [])
  if (texts.length === 0) return line => pieces.length === 0 ? line === '' : line !== ''
  const opensWithCapture = 'capture' in pieces[0]!
  const endsWithCapture = 'capture' in pieces.at(-1)!
  return (line) => {
    let at = 0
    for (const [i, text] of texts.entries()) {
      const isBehindCapture = i > 0 || opensWithCapture
      const found = line.indexOf(text, at)
      if (found < 0 || (isBehindCapture && found === at)) return false
      at = found + text.length
    }
    return endsWithCapture ? at < line.length : at === line.length
  }
}
