import { expect, it } from 'vitest'
import { formatElapsed } from '~~/utils/format'

it.each([
  [0.44, '0.4 ms'], [840.4, '840 ms'], [2449, '2.4 s'], [99_400, '99.4 s'], [100_000, '1 min 40 s'], [253_400, '4 min 13 s'], [5_999_000, '99 min 59 s'], [11_100_000, '3 h 5 min'],
])('a length of %d ms is written %s', (ms, text) => expect(formatElapsed(ms)).toBe(text))
