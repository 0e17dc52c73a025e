import { expect, it } from 'vitest'
import { formatAge } from '../../../utils/moments'

const NOW = Date.parse('2026-11-22T10:00:00Z')

it.each([[0, 'now'], [999, 'now'], [12_000, '12s ago'], [192_000, '3m 12s ago'], [180_000, '3m ago'], [7_500_000, '2h 5m ago'], [277_200_000, '3d 5h ago'], [-60_000, 'in 1m'], [Number.NaN, 'now']])('%d ms is %s', (age, text) => {
  expect(formatAge(NOW - age, NOW)).toBe(text)
})
