import Anser from 'anser'

/** A stretch of a line in one style. */
export interface StyledText { text: string, classes?: string, color?: string }

const ESCAPE = '\u001B'
/** What a terminal would do other than colour: moves, titles, links. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const REST = /\u001B(?:\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\^_]|\[[0-?]*[ -/]*[@-~])/g

/** The level of each of the six steps of xterm's colour cube (https://en.wikipedia.org/wiki/ANSI_escape_code#8-bit). */
const CUBE = [0, 95, 135, 175, 215, 255]

function paletteColor(place: number): string {
  if (place >= 232) {
    const grey = 8 + (place - 232) * 10
    return `rgb(${grey} ${grey} ${grey})`
  }
  const step = place - 16
  return `rgb(${CUBE[Math.floor(step / 36)]} ${CUBE[Math.floor(step / 6) % 6]} ${CUBE[step % 6]})`
}

function colorOf(name: string | null, truecolor: string | null): string | undefined {
  if (name === 'ansi-truecolor' && truecolor) return `rgb(${truecolor})`
  const place = /^ansi-palette-(\d+)$/.exec(name ?? '')?.[1]
  return place === undefined ? undefined : paletteColor(Number(place))
}

/** Whether a line may have colours, or else what is not shown. */
export const isStyled = (line: string): boolean => line.includes(ESCAPE)

/** Cuts a line at its ANSI colours (SGR); other escape sequences are left out. */
export function styledTexts(line: string): StyledText[] {
  if (!isStyled(line)) return [{ text: line }]
  const pieces = Anser.ansiToJson(line, { json: true, use_classes: true, remove_empty: true })
  return pieces.flatMap(({ content, fg, bg, fg_truecolor, decorations }) => {
    const text = content.replace(REST, '')
    if (text === '') return []
    const color = colorOf(fg, fg_truecolor)
    const names = [fg && !color ? `${fg}-fg` : '', bg ? 'ansi-bg' : '', ...decorations.map(name => `ansi-${name}`)].filter(Boolean)
    return [{ text, ...(names.length > 0 && { classes: names.join(' ') }), ...(color && { color }) }]
  })
}

/** The line without its escape sequences. */
export function withoutAnsi(line: string): string {
  return isStyled(line) ? line.replace(REST, '') : line
}
