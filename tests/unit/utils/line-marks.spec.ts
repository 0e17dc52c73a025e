import { describe, expect, it } from 'vitest'
import { markOfExpression } from '../../../utils/expression-marks'
import { markedSpans, marksOf, marksOfWords, unmarkedExpressions } from '../../../utils/line-marks'

/** The texts that a query marks in a line. */
const marked = (query: string, line: string) => markedSpans(line, marksOf(query, markOfExpression)).map(([start, end]) => line.slice(start, end))

describe('marksOf', () => {
  it.each([
    ['{a="b"} |= "Fail"', 'fail Fail Failure', ['Fail', 'Fail']],
    ['{a="b"} |= "a.b" or "x"', 'a.b axb x', ['a.b', 'x', 'x']],
    ['{a="b"} |~ "(?i)fail"', 'fail FAIL', ['fail', 'FAIL']],
    ['{a="b"} |~ `(?i)a\\.b`', 'A.B axb', ['A.B']],
    ['{a="b"} |~ `o-\\d+`', 'order o-17, o-x, o-180', ['o-17', 'o-180']],
    ['{a="b"} | search "PAYMENT NOT failed"', 'payment failed', ['payment']],
    [`{a="b"} | search \`"timed out"\``, 'request Timed-out', ['Timed-out']],
    ['{a="b"} != "fail" !~ "x"', 'fail x', []],
    ['{a="b"} |= ip("10.0.0.1")', '10.0.0.1', []],
    ['sum(rate({a="b"} |= "fail" | json [1m]))', 'fail', ['fail']],
    ['{a="b"} |= "aab" |= "baa"', 'xaabaax', ['aabaa']],
    ['{a="b"} |~ "x*"', 'yxxy', ['xx']],
    ['{a="b"} |~ "a|b" |= "c"', 'a-b-c-d', ['a', 'b', 'c']],
    ['{a="b"} |~ "(?P<n>x)"', 'x', ['x']],
    ['{a="b"} |~ "(x"', 'x', []],
    ['{} | search "Order NOT failed"', 'straße ORDER 🪵 failed', ['ORDER']],
    ['', 'anything', []],
    ['no query at all {', 'no query', []],
  ])('%s in %s', (query, line, expected) => {
    expect(marked(query, line)).toEqual(expected)
  })
  it('leaves expressions alone as long as RE2 is not there, and says so', () => {
    const query = '{} |~ "a+" |~ "(?i)plain"'
    expect(marksOf(query)).toHaveLength(1)
    expect(unmarkedExpressions(query)).toEqual(['a+'])
    expect(unmarkedExpressions('{} |= "a+"')).toEqual([])
  })
  it('is not held up by an expression that browsers choke on', () => {
    expect(marked('{a="b"} |~ "^(a+)+$"', `${'a'.repeat(200)}!`)).toEqual([])
  })
})

describe('marksOfWords', () => {
  it.each([['ORDER failed', 'Order 12 failed, order 13 did not', ['Order', 'failed', 'order']], ['a.b (c)', 'a.b (c) axb', ['a.b', '(c)']], ['  ', 'x', []]])('%s', (words, line, expected) => {
    expect(markedSpans(line, marksOfWords(words)).map(([start, end]) => line.slice(start, end))).toEqual(expected)
  })
})
