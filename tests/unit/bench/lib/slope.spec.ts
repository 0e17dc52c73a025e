import { expect, it } from 'vitest'
import { slopeOf } from '~~/bench/lib/slope'

it('finds the line through points, and how sure it is', () => {
  expect(slopeOf([[0, 1], [1, 3], [2, 5], [3, 7]])).toEqual({ rise: 2, error: 0 })
  const noisy = slopeOf([[0, 10], [1, 12], [2, 10], [3, 12]])
  expect(noisy.rise).toBeCloseTo(0.4)
  expect(noisy.error).toBeCloseTo(Math.sqrt(0.32))
})
