import { describe, expect, it } from 'vitest'
import { placeSchema } from '#shared/schemas/place'
import { earlierPlace, formatLineId, formatPlace, isSamePlace, misfitOf, parseLineId, parsePlace, placeAt, placeOf, type Place } from '#shared/utils/place'
import { MAX_ORDINAL, parseRowId } from '#shared/utils/row-id'

/** Of a text that is one. */
const place = (text: string): Place => parsePlace(text)!
const longest = Array.from({ length: 20 }, (_, i) => `${String.fromCharCode(97 + i).repeat(48)}:18446744073709551615-4294967295`).join()

describe('the text of a place', () => {
  it.each(['0-0', '7471103926473883648-41', 'app:7471103926473883648-41', 'app:7-41,jobs_2:8-0', 'b:1-1,a:1-1', longest])('%.40s is one, and comes out as it went in', (text) => {
    expect(formatPlace(place(text))).toBe(text)
    expect(placeSchema.parse(text)).toEqual(place(text))
  })

  it('of one source is the id of a row, as it was before there were several', () => {
    expect(place('7471103926473883648-41')).toEqual(placeOf(parseRowId('7471103926473883648-41')!))
  })

  it.each([
    '', ',', 'app', 'app:', 'app:1', ':1-1', 'app:1-1,', ',app:1-1', 'app:1-1,2-2', '1-1,2-2', '1-1,app:2-2', 'app:1-1,app:2-2', 'App:1-1', 'app :1-1', 'app:1-1, jobs:1-1', 'app:1-4294967296', 'a\'b:1-1',
    'app:1-1:2-2', '__proto__:1-1', `${longest},z:1-1`, 'a'.repeat(100_000),
  ])('%.40j is none', (text) => {
    expect(placeSchema.safeParse(text).success).toBe(false)
  })
})

describe('the id of a line', () => {
  it.each<[string, object]>([['7-41', { segment: 7n, ordinal: 41 }], ['my-app:7-41', { source: 'my-app', segment: 7n, ordinal: 41 }]])('%s', (text, row) => {
    expect(parseLineId(text)).toEqual(row)
    expect(formatLineId(parseLineId(text)!)).toBe(text)
  })

  it.each(['', 'app', 'app:1', 'app:1-1,jobs:2-2', 'App:1-1', 'a\'b:1-1'])('is not %j', (text) => {
    expect(parseLineId(text)).toBeUndefined()
  })
})

describe('the place of other sources', () => {
  it.each<[string, string[]]>([['1-1', ['']], ['app:1-1,jobs:2-2', ['jobs', 'app']]])('is not %s for %j', (text, names) => {
    expect(misfitOf(place(text), names)).toBeUndefined()
  })

  it.each<[string, string[], string]>([
    ['1-1', ['app', 'jobs'], 'This id is of one source, and what is asked for is the sources app, jobs together.'], ['app:1-1,jobs:2-2', [''], 'This id is of the sources app, jobs together, and what is asked for is one source.'],
    ['app:1-1', ['app', 'jobs'], 'the sources app together'], ['app:1-1,jobs:1-1,web:1-1', ['app', 'jobs'], 'the sources app, jobs, web together'], ['app:1-1,web:1-1', ['app', 'jobs'], 'app, web'],
  ])('is %s for %j, and says so', (text, names, message) => {
    expect(misfitOf(place(text), names)).toContain(message)
  })
})

describe('how far a part of several sources was read', () => {
  const [after, upTo] = [place('a:5-0,b:5-0,c:9-0'), place('a:8-3,b:20-0,c:9-9')]

  it.each([
    // Rows of one id: those of the names before were read, those behind were not.
    ['b', '7-2', 'a:7-2,b:7-2,c:9-0'], ['a', '7-2', 'a:7-2,b:7-1,c:9-0'], ['a', '7-0', `a:7-0,b:6-${MAX_ORDINAL},c:9-0`],
    ['b', '12-0', 'a:8-3,b:12-0,c:9-9'], ['c', '9-4', 'a:8-3,b:9-4,c:9-4'], ['c', '99-0', 'a:8-3,b:20-0,c:9-9'],
  ])('is, in %s at %s, %s', (source, id, expected) => {
    expect(formatPlace(placeAt({ ...parseRowId(id)!, source }, after, upTo))).toBe(expected)
  })

  it('is the row itself of one source', () => {
    expect(placeAt({ segment: 7n, ordinal: 2 }, place('5-0'), place('9-9'))).toEqual(place('7-2'))
  })

  it('is nowhere before the first row', () => {
    expect(formatPlace(placeAt({ segment: 0n, ordinal: 0, source: 'a' }, place('a:0-0,b:0-0'), upTo))).toBe('a:0-0,b:0-0')
  })
})

it('the earlier of two places is that of each source', () => {
  const earlier = earlierPlace(place('a:5-0,b:5-0'), place('b:6-0,a:4-9'))
  expect(formatPlace(earlier)).toBe('a:4-9,b:5-0')
  expect([isSamePlace(earlier, place('a:4-9,b:5-0')), isSamePlace(earlier, place('a:4-9,b:5-1'))]).toEqual([true, false])
})
