import { describe, expect, it } from 'vitest'
import { levelOf } from '#shared/utils/severity'

describe('levelOf', () => {
  it.each([
    [0, 'unknown'], [1, 'trace'], [4, 'trace'], [5, 'debug'], [8, 'debug'], [9, 'info'], [12, 'info'], [13, 'warn'], [16, 'warn'],
    [17, 'error'], [20, 'error'], [21, 'fatal'], [24, 'fatal'], [25, 'unknown'], [-1, 'unknown'], [Number.NaN, 'unknown'],
  ])('%d is %s', (number, level) => {
    expect(levelOf(number)).toBe(level)
  })
})
