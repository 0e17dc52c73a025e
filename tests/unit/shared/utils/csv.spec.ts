import { describe, expect, it } from 'vitest'
import { csvLine } from '#shared/utils/csv'

describe('csvLine', () => {
  it.each([
    [['a', 1, true, null, undefined], 'a,1,true,,'],
    [['a,b', 'say "hi"', 'two\nlines', ' edge'], '"a,b","say ""hi""","two\nlines"," edge"'],
    [[{ a: 'b' }, [1, 2]], '"{""a"":""b""}","[1,2]"'],
    [['=1+1', '+A1', '@SUM(A1)', '-cmd|x', '\tx', '\rx'], `'=1+1,'+A1,'@SUM(A1),'-cmd|x,'\tx,"'\rx"`],
    [['-5', '-1.5e3', '18446744073709551615', -2], '-5,-1.5e3,18446744073709551615,-2'],
    [['+Inf', 'NaN'], `'+Inf,NaN`],
  ])('%j', (values, line) => expect(csvLine(values)).toBe(`${line}\r\n`))
})
