import { describe, expect, it } from 'vitest'
import { withoutAnsi } from '../../../utils/ansi'
import { marksOf } from '../../../utils/line-marks'
import { linePieces } from '../../../utils/line-pieces'

const E = '\u001B'
const none = marksOf('')

describe('linePieces', () => {
  it('has a plain line in one piece', () => {
    expect(linePieces('hello <b>', none)).toEqual([{ text: 'hello <b>', hit: false }])
  })
  it('has colours as classes, and those of the palette as they are', () => {
    expect(linePieces(`a${E}[31mred${E}[1;38;5;208mx${E}[38;2;1;2;3my${E}[0mz${E}[41mbg`, none)).toEqual([
      { text: 'a', hit: false },
      { text: 'red', hit: false, classes: 'ansi-red-fg' },
      { text: 'x', hit: false, classes: 'ansi-bold', color: 'rgb(255 135 0)' },
      { text: 'y', hit: false, classes: 'ansi-bold', color: 'rgb(1, 2, 3)' },
      { text: 'z', hit: false },
      { text: 'bg', hit: false, classes: 'ansi-bg' },
    ])
  })
  it('leaves out what a terminal would do other than colour', () => {
    expect(linePieces(`a${E}[2Jb${E}]0;title\u0007c`, none).map(({ text }) => text).join('')).toBe('abc')
    expect(withoutAnsi(`${E}[31mred${E}[0m ${E}[2Kx`)).toBe('red x')
  })
  it('marks matches across colours, and loses nothing', () => {
    const pieces = linePieces(`pay${E}[31mment${E}[0m failed, payment ok`, marksOf('{a="b"} |= "payment"'))
    expect(pieces.map(({ text, hit }) => hit ? `[${text}]` : text).join('')).toBe('[pay][ment] failed, [payment] ok')
    expect(pieces[1]!.classes).toBe('ansi-red-fg')
  })
})
