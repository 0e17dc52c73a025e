import { describe, expect, it } from 'vitest'
import { durationOf, sizeOf, statedDuration, type Unit } from '~~/server/domain/ingest/access/numbers'

describe('numbers of access logs', () => {
  it.each<[unknown, Unit, number | undefined]>([
    [0.000929675, 's', 929_675], ['0.123', 's', 123_000_000], [1e-9, 's', 1], [5e-7, 's', 500], ['1646861401.5241024', 's', undefined],
    [8_640_000, 's', 8.64e15], [0, 's', 0], ['27', 'ms', 27_000_000], [1.5, 'ms', 1_500_000], [54_321, 'us', 54_321_000], [1_964_899, 'ns', 1_964_899],
    ['0.1234567891', 's', 123_456_789], [-1, 's', undefined], ['-', 's', undefined], ['', 's', undefined], ['0.1, 0.2', 's', undefined], [Number.NaN, 's', undefined],
    [Infinity, 's', undefined], [1e300, 's', undefined], ['12.345ms', 's', 12_345_000], [null, 's', undefined], [{}, 's', undefined],
  ])('reads %j in %s', (value, unit, nanos) => {
    expect(durationOf(value, unit)).toBe(nanos)
  })

  it.each<[string, number | undefined]>([
    ['1.2s', 1_200_000_000], ['850µs', 850_000], ['850μs', 850_000], ['7us', 7_000], ['3ns', 3], ['1m2.5s', 62_500_000_000], ['2h', 7_200_000_000_000],
    ['12', undefined], ['', undefined], ['s', undefined], ['1 s', undefined], ['9'.repeat(60), undefined],
  ])('reads %j', (text, nanos) => {
    expect(statedDuration(text)).toBe(nanos)
  })

  it.each<[unknown, number | undefined]>([
    [0, 0], ['2326', 2326], [2 ** 53 - 1, 2 ** 53 - 1], [2 ** 53, undefined], ['99999999999999999', undefined], [-1, undefined], [1.5, undefined], ['-', undefined],
  ])('reads the size %j', (value, size) => {
    expect(sizeOf(value)).toBe(size)
  })
})
