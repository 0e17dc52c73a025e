import { describe, expect, it } from 'vitest'
import { openPosition, sealPosition } from '~~/server/domain/query/cursor'
import { NOON } from './support'

const position = { time: NOON + 7n, segment: 18_446_744_073_709_551_615n, ordinal: 4_294_967_295, source: undefined }
const asked = ['logs_1', '{a="b"}', ['x', 'y']]
const refused = expect.objectContaining({ code: 'bad_request', issues: [expect.objectContaining({ path: 'cursor' })] })

describe('cursor', () => {
  it.each([position, { ...position, time: -1n, segment: 0n, ordinal: 0 }])('comes back as it was', (one) => {
    const cursor = sealPosition(asked, one)
    expect(cursor).toMatch(/^[\w-]{43}$/)
    expect(openPosition(asked, cursor)).toEqual(one)
  })

  it('also tells the source of a row', () => {
    const one = { ...position, source: 'häm' }
    expect(openPosition(asked, sealPosition(asked, one))).toEqual(one)
  })

  it.each([[['logs_2', '{a="b"}', ['x', 'y']]], [['logs_1', '{a="b"}', ['x,y']]], [['logs_1', '{a="b"}', 'x', 'y']], [[]]])('is refused with another question: %j', (other) => {
    const cursor = sealPosition(asked, position)
    expect(() => openPosition(other, cursor)).toThrow(refused)
  })

  it('is refused when any character was changed', () => {
    const cursor = sealPosition(asked, position)
    for (let i = 0; i < cursor.length; i++) {
      const changed = cursor.slice(0, i) + (cursor[i] === 'A' ? 'B' : 'A') + cursor.slice(i + 1)
      expect(() => openPosition(asked, changed)).toThrow(refused)
    }
  })

  it.each(['', 'x', 'null', '../../etc', 'A'.repeat(43), '=', 'é', '{"time":1}', '\0'])('refuses garbage: %j', (text) => {
    expect(() => openPosition(asked, text)).toThrow(refused)
  })

  it('refuses additions', () => {
    const cursor = sealPosition(asked, position)
    for (const more of [`${cursor}A`, `${cursor}=`, ` ${cursor}`, `${cursor}!`, cursor.slice(0, -1)]) {
      expect(() => openPosition(asked, more)).toThrow(refused)
    }
  })
})
