import { expect, it } from 'vitest'
import { fromByteSize, toByteSize, type ByteSize } from '~~/utils/byte-size'

it.each<[number, ByteSize]>([
  [1, { amount: 1, unit: 'B' }], [999, { amount: 999, unit: 'B' }], [1000, { amount: 1, unit: 'kB' }], [1_500_000, { amount: 1.5, unit: 'MB' }],
  [5_000_000_000, { amount: 5, unit: 'GB' }], [123_456_789_012, { amount: 123.456789012, unit: 'GB' }], [7e15, { amount: 7000, unit: 'TB' }],
])('writes %d bytes in a unit, and back', (bytes, size) => {
  expect(toByteSize(bytes)).toEqual(size)
  expect(fromByteSize(size)).toBe(bytes)
})

it('gives whole bytes, at least one', () => {
  expect(fromByteSize({ amount: 0.0015, unit: 'kB' })).toBe(2)
  expect(fromByteSize({ amount: 0, unit: 'GB' })).toBe(1)
})
