import { describe, expect, it } from 'vitest'
import { isBoolean, isListOf, isMoment, isNumberIn, isObjectOf, isOneOf, isOptional, isRecordOf, isText, type Guard } from '~~/utils/guards'

const isColumn = isObjectOf({ name: isText(8, 1), width: isOptional(isNumberIn(10, 90)) })

describe.each<[string, Guard<unknown>, unknown[], unknown[]]>([
  ['isBoolean', isBoolean, [true, false], [0, 'true', null, undefined]],
  ['isOneOf', isOneOf(['on', 'off']), ['on', 'off'], ['', 'ON', 'toString', 0, null, ['on']]],
  ['isText', isText(3, 1), ['a', 'abc'], ['', 'abcd', 1, null, ['a']]],
  ['isMoment', isMoment, ['2026-11-22T04:40:00.000Z', '2026-11-22T04:40:00+01:00'], ['2026', 'now', '2026-13-40T99:00:00Z', '', 0, null]],
  ['isNumberIn', isNumberIn(1, 3), [1, 2.5, 3], [0, 4, Number.NaN, Infinity, '2', null]],
  ['isOptional', isOptional(isBoolean), [true, undefined], [null, 0]],
  ['isListOf', isListOf(isBoolean, 2, 1), [[true], [true, false]], [[], [true, true, true], [1], { 0: true, length: 1 }, null, 'ab']],
  ['isRecordOf', isRecordOf(isBoolean), [{}, { a: true }], [{ a: 1 }, [], [true], null, 'a']],
  ['isObjectOf', isColumn, [{ name: 'a' }, { name: 'a', width: 20 }, { name: 'a', more: 1 }], [{}, { width: 20 }, { name: '' }, { name: 'a', width: 9 }, [], null, 'name']],
])('%s', (_, guard, good, bad) => {
  it.each(good.map(value => [value]))('takes %j', value => expect(guard(value)).toBe(true))
  it.each(bad.map(value => [value]))('refuses %j', value => expect(guard(value)).toBe(false))
})
