import { describe, expect, it } from 'vitest'
import { splitMatches } from '../../../utils/highlight'
import { highlightOf } from '../../../utils/query-highlight'

const marked = (query: string, text: string) => splitMatches(text, highlightOf(query)).filter(piece => piece.hit).map(piece => piece.text)

describe('highlightOf', () => {
  it.each([
    ['{a="b"} |= "x.y"', 'x.y xzy X.Y', ['x.y']],
    ['{a="b"} |= "one" or "two"', 'one two three', ['one', 'two']],
    ['{a="b"} |~ "(?i)er+or"', 'ERROR erorr', ['ERROR', 'eror']],
    ['{a="b"} |~ "a|b" |= "c"', 'abcd', ['a', 'b', 'c']],
    ['{a="b"} != "x" !~ "y"', 'x y', []],
    ['{} | search "Order NOT failed \\"in time\\""', 'ORDER failed in  time', ['ORDER', 'in  time']],
    ['sum(rate({} |= "q" [1m]))', 'qq', ['q', 'q']],
    ['{a="b"} |= ip("10.0.0.0/8")', '10.1.1.1', []],
    ['{a="b"} |~ "(?P<n>x)"', 'x', []],
    ['', 'anything', []],
    ['{', 'anything', []],
  ])('%s in %s', (query, text, expected) => {
    expect(marked(query, text)).toEqual(expected)
  })
})
