import { isStyled, styledTexts, type StyledText } from './ansi'
import { markedSpans, type Mark } from './line-marks'

/** A stretch of a line in one style, all of it a match or none of it. */
export interface LinePiece extends StyledText { hit: boolean }

/** A line in its colours and with its matches, cut so that each piece can be shown as it is. */
export const linePieces = (line: string, marks: readonly Mark[]): LinePiece[] => markedPieces(styledTexts(line), marks)

/** Whether a line is one piece, without colour and without a match. */
export const isPlain = (line: string, marks: readonly Mark[]): boolean => !isStyled(line) && markedSpans(line, marks).length === 0

/** What JSON is made of: names, texts, numbers, words. */
const JSON_TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)/g

/** JSON in its colours and with its matches. */
export function jsonPieces(json: string, marks: readonly Mark[]): LinePiece[] {
  const styled: StyledText[] = []
  let done = 0
  for (const match of json.matchAll(JSON_TOKEN)) {
    const token = match[1] ?? match[0]
    if (match.index > done) styled.push({ text: json.slice(done, match.index) })
    styled.push({ text: token, classes: match[2] !== undefined ? 'code-attr' : match[1] !== undefined ? 'code-string' : match[3] !== undefined ? 'code-number' : 'code-literal' })
    done = match.index + token.length
  }
  if (done < json.length) styled.push({ text: json.slice(done) })
  return markedPieces(styled, marks)
}

function markedPieces(styled: readonly StyledText[], marks: readonly Mark[]): LinePiece[] {
  const spans = markedSpans(styled.length === 1 ? styled[0]!.text : styled.map(({ text }) => text).join(''), marks)
  if (spans.length === 0) return styled.map(piece => ({ ...piece, hit: false }))
  const pieces: LinePiece[] = []
  let from = 0
  let place = 0
  for (const piece of styled) {
    const end = from + piece.text.length
    let at = from
    while (at < end) {
      while (place < spans.length && spans[place]![1] <= at) place++
      const [start = end, stop = end] = spans[place] ?? []
      const hit = start <= at
      const to = Math.min(end, hit ? stop : start)
      pieces.push({ ...piece, text: piece.text.slice(at - from, to - from), hit })
      at = to
    }
    from = end
  }
  return pieces
}
