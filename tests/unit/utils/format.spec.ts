import { describe, expect, it } from 'vitest'
import { formatBytes, formatElapsed, formatFactor, formatOffset, formatShare } from '~~/utils/format'

it.each([
  [0.44, '0.4 ms'], [840.4, '840 ms'], [2449, '2.4 s'], [99_400, '99.4 s'], [100_000, '1 min 40 s'], [253_400, '4 min 13 s'], [5_999_000, '99 min 59 s'], [11_100_000, '3 h 5 min'],
])('a length of %d ms is written %s', (ms, text) => expect(formatElapsed(ms)).toBe(text))

it.each([[0, '0 B'], [999, '999 B'], [1400, '1.4 kB'], [52_000_000, '52 MB'], [2e15, '2,000 TB']])('%d bytes are written %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

it.each([[1, '1.0'], [9.14, '9.1'], [12.4, '12'], [12_345, '12,345']])('%d times as much is written %s', (factor, text) => expect(formatFactor(factor)).toBe(text))

describe('formatShare', () => {
  it.each([[0, '0 %'], [0.0001, '<0.1 %'], [0.003, '0.3 %'], [0.0512, '5.1 %'], [0.05, '5 %'], [0.474, '47 %'], [0.9999, '>99 %'], [1, '100 %']])('%s', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })
})

describe('formatOffset', () => {
  it.each([
    ['1000000000', '0', '+1.0 s'], ['0', '2400000000', '−2.4 s'], ['310000000', '0', '+310 ms'], ['250000', '0', '+0.3 ms'], ['5', '5', '+0 ms'],
    ['0', '90000000000', '−1.5 min'], ['7200000000000', '0', '+2.0 h'], ['1795392000123456789', '1795219200123456789', '+2.0 d'],
  ])('from %s to %s', (time, from, text) => {
    expect(formatOffset(time, from)).toBe(text)
  })
})
