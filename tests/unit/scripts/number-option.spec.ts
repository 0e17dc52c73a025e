import { describe, expect, it } from 'vitest'
import { readNumberOption } from '~~/scripts/lib/number-option.mjs'

describe('readNumberOption', () => {
  it.each([
    [[], undefined, []],
    [['--kills', '20', '-t', 'once'], '20', ['-t', 'once']],
    [['-t', 'once', '--kills=20'], '20', ['-t', 'once']],
  ])('%j', (args, number, rest) => expect(readNumberOption(args, 'kills', 'example')).toEqual({ number, rest }))

  it.each([['--kills'], ['--kills=0'], ['--kills=many']])('%s is explained', option =>
    expect(() => readNumberOption([option], 'kills', 'npm run test:kill -- --kills 20')).toThrow('--kills needs a number, as in: npm run test:kill -- --kills 20'))
})
