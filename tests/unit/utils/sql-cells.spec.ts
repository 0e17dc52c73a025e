import { afterEach, describe, expect, it } from 'vitest'
import { localTime, shownCell, wholeCell } from '../../../utils/sql-cell'
import { columnFacts } from '../../../utils/sql-column'
import { columnText, toJson, toMarkdown } from '../../../utils/sql-copy'
import { sortRows } from '../../../utils/sql-result'
import { setTimeZone } from '../../../utils/time-zone'

afterEach(() => setTimeZone(''))
const column = (type: string, name = 'c') => ({ name, type })

describe('a cell', () => {
  it('has its time in the reader’s zone with all digits, and as it came beside', () => {
    setTimeZone('Asia/Kolkata')
    expect(localTime('2026-12-31 20:00:01.123456789', column('DateTime64(9)'))).toBe('2027-01-01 01:30:01.123456789')
    expect(shownCell('2026-07-01 10:00:00', column('Nullable(DateTime)'))).toEqual({ text: '2026-07-01 15:30:00', title: '2026-07-01 15:30:00 Asia/Kolkata\n2026-07-01 10:00:00 UTC' })
    setTimeZone('Europe/Berlin')
    expect(localTime('2026-10-25 00:30:00', column('DateTime'))).toBe('2026-10-25 02:30:00')
    expect(localTime('2026-10-25 01:30:00', column('DateTime'))).toBe('2026-10-25 02:30:00')
  })

  it('keeps days, times of a zone that was asked for, and what is none as they are', () => {
    setTimeZone('Asia/Tokyo')
    expect([['2026-07-01', 'Date'], ['2026-07-01 10:00:00', 'DateTime(\'UTC\')'], ['2026-07-01 10:00:00', 'String'], ['never', 'DateTime'], [null, 'Nullable(DateTime)']]
      .map(([value, type]) => localTime(value, column(type!)))).toEqual([undefined, undefined, undefined, undefined, undefined])
  })

  it('that is huge is shown in part', () => {
    expect(shownCell('a\n  b', column('String')).text).toBe('a b')
    expect(shownCell('x'.repeat(1_000_000), column('String')).text).toHaveLength(500)
    expect(wholeCell('x'.repeat(1_000_000))).toMatchObject({ length: 1_000_000, cut: true })
    expect(wholeCell({ a: [1] })).toEqual({ text: '{\n  "a": [\n    1\n  ]\n}', length: 22, cut: false })
  })
})

describe('rows in order', () => {
  const sorted = (type: string, values: unknown[], descending = false) => sortRows(values.map(value => [value]), [column(type)], { column: 0, descending }).map(([value]) => value)

  it.each<[string, unknown[], unknown[]]>([
    ['Float64', [2.5, 'inf', '-inf', 'nan', -1, 10], ['-inf', -1, 2.5, 10, 'inf', 'nan']],
    ['Decimal(38, 2)', ['10.50', '9.99', '-3'], ['-3', '9.99', '10.50']],
    ['UInt64', ['18446744073709551615', '9', '18446744073709551614'], ['9', '18446744073709551614', '18446744073709551615']],
    ['IPv4', ['10.0.0.10', '9.1.1.1', '10.0.0.9'], ['9.1.1.1', '10.0.0.9', '10.0.0.10']],
    ['DateTime', ['2026-02-01 00:00:00', '2025-12-01 00:00:00'], ['2025-12-01 00:00:00', '2026-02-01 00:00:00']],
    ['Bool', [true, false, null], [false, true, null]],
    ['Array(UInt8)', [[2], [1, 9], []], [[1, 9], [2], []]],
    ['LowCardinality(String)', ['b', null, 'B', 'a'], ['B', 'a', 'b', null]],
  ])('of the type %s', (type, values, expected) => {
    expect(sorted(type, values)).toEqual(expected)
  })
})

describe('what is told of a column', () => {
  it('counts values and NULL, and has least, greatest and mean', () => {
    expect(columnFacts(column('Nullable(UInt64)'), [['3'], [null], ['10'], ['3']], 0)).toEqual([['Different values', '2'], ['NULL', '1'], ['Least', '3'], ['Greatest', '10'], ['Mean', '5.333']])
    expect(columnFacts(column('String'), [['b'], ['a'.repeat(60)]], 0)).toEqual([['Different values', '2'], ['Least', `${'a'.repeat(40)}…`], ['Greatest', 'b']])
    expect(columnFacts(column('String'), [[null]], 0)).toEqual([['Different values', '0'], ['NULL', '1']])
  })
})

describe('rows to take along', () => {
  const columns = [column('UInt64', 'n'), column('String', 'text'), column('Map(String, UInt8)', 'text')]
  const rows = [['18446744073709551615', 'a|b\n*c*', { k: 1 }], ['7', null, {}]]

  it('are JSON with every digit, and a name for each column', () => {
    expect(JSON.parse(toJson(columns, rows))).toEqual([{ n: '18446744073709551615', text: 'a|b\n*c*', text_2: { k: 1 } }, { n: 7, text: null, text_2: {} }])
    expect(toJson(columns, [])).toBe('[]')
  })

  it('are a table of Markdown', () => {
    expect(toMarkdown(columns, rows).split('\n')).toEqual(['| n | text | text |', '| --- | --- | --- |', '| 18446744073709551615 | a\\|b<br>\\*c\\* | {"k":1} |', '| 7 |  | {} |'])
  })

  it('are a column, a line each', () => {
    expect(columnText(rows, 0)).toBe('18446744073709551615\n7')
  })
})
