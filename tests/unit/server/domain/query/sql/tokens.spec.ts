import { describe, expect, it } from 'vitest'
import { placeBefore, quoted, replaced, tokensOf } from '~~/server/domain/query/sql/tokens'

const values = (sql: string) => tokensOf(sql).map(({ kind, value }) => `${kind}:${value}`)

describe('tokens of ClickHouse’s SQL', () => {
  it.each<[string, string[]]>([
    ['SELECT a.b', ['word:SELECT', 'word:a', 'sign:.', 'word:b']],
    ['`a``b` "c\\"d"', ['quoted:a``b', 'quoted:c\\"d']],
    ['\'it\'\'s\' \'\\\'\' x', ['text:\'it\'\'s\'', 'text:\'\\\'\'', 'word:x']],
    ['$tag$ FROM x $tag$ $$y$$', ['text:$tag$ FROM x $tag$', 'text:$$y$$']],
    ['1 -- FROM x\n/* \' */ 2 # z\n#! z\n3', ['number:1', 'number:2', 'number:3']],
    ['{from}', ['sign:{', 'word:from', 'sign:}']],
    ['\'open', ['sign:\'open']],
    ['/* open', ['sign:/* open']], ['a / b $1', ['word:a', 'sign:/', 'word:b', 'sign:$', 'number:1']],
    ['ä', ['sign:ä']],
  ])('%s', (sql, expected) => {
    expect(values(sql)).toEqual(expected)
  })
})

it('replaces pieces, and finds places of the new text in the old', () => {
  const edits = [{ start: 2, end: 4, text: 'LONGER' }, { start: 6, end: 6, text: '!' }]
  const text = replaced('a bb cc', edits)
  expect(text).toBe('a LONGER c!c')
  expect([0, 2, 5, 8, 9, 10, 11].map(place => placeBefore(edits, place))).toEqual([0, 2, 2, 4, 5, 6, 6])
})

it('quotes names', () => {
  expect(quoted('a`b\\c')).toBe('`a\\`b\\\\c`')
})

it.each(['\'\\', '`\\', '/* ', '$a$', '\'\'', '(', '{', '-', '#'])('reads 50,000 characters of %j, soon', (piece) => {
  const sql = piece.repeat(Math.ceil(50_000 / piece.length))
  expect(tokensOf(sql).at(-1)?.end ?? sql.length).toBe(sql.length)
})
