import { describe, expect, it } from 'vitest'
import { columnOf, columnTracks, freeLetters, hasColumn, isUsual, labelValue, moveColumn, OWN_COLUMNS, resizeColumn, toggleColumn, USUAL_COLUMNS } from '../../../utils/list-columns'

const names = (columns: readonly { name: string }[]) => columns.map(({ name }) => name)

describe('columns', () => {
  it('come in front of the message, and go again', () => {
    const added = toggleColumn(USUAL_COLUMNS, 'host')
    expect(names(added)).toEqual([':time', ':level', ':service', 'host', ':message'])
    expect(isUsual(added)).toBe(false)
    expect(hasColumn(added, 'host')).toBe(true)
    expect(isUsual(toggleColumn(added, 'host'))).toBe(true)
  })
  it('are at first as wide as their values, or their name', () => {
    const widthOf = (name: string, value: string) => toggleColumn([], name, [{ stream: { [name]: value }, metadata: {}, parsed: {} }])[0]?.width
    expect([widthOf('host', 'w'), widthOf('host', 'x'.repeat(20)), widthOf('x'.repeat(20), 'w'), widthOf('host', 'x'.repeat(200))]).toEqual([64, 154, 154, 280])
  })
  it('never all go, and are no more than can be shown', () => {
    expect(toggleColumn([{ name: 'host' }], 'host')).toEqual([{ name: 'host' }])
    const many = Array.from({ length: 40 }, (_, n) => `c${n}`).reduce<ReturnType<typeof toggleColumn>>((columns, name) => toggleColumn(columns, name), [])
    expect(many).toHaveLength(30)
  })
  it('move to any place, and not beyond the ends', () => {
    expect(names(moveColumn(USUAL_COLUMNS, OWN_COLUMNS.service, 0))).toEqual([':service', ':time', ':level', ':message'])
    expect(names(moveColumn(USUAL_COLUMNS, OWN_COLUMNS.time, 99))).toEqual([':level', ':service', ':message', ':time'])
    expect(names(moveColumn(USUAL_COLUMNS, OWN_COLUMNS.level, -1))).toEqual([':level', ':time', ':service', ':message'])
    expect(moveColumn(USUAL_COLUMNS, 'nothing', 0)).toEqual([...USUAL_COLUMNS])
  })
  it('have a width within what can be read, or their usual one', () => {
    expect(resizeColumn([{ name: 'a' }], 'a', 10)).toEqual([{ name: 'a', width: 48 }])
    expect(resizeColumn([{ name: 'a' }], 'a', 1e9)).toEqual([{ name: 'a', width: 1600 }])
    expect(resizeColumn([{ name: 'a', width: 80 }], 'a', undefined)).toEqual([{ name: 'a' }])
  })
  it('share their width: the message takes the rest, or else the last one', () => {
    expect(columnTracks(USUAL_COLUMNS)).toBe('166px 58px 118px minmax(16rem, 1fr)')
    expect(columnTracks([{ name: 'a', width: 70 }, { name: 'b' }])).toBe('70px minmax(150px, 1fr)')
  })
})

describe('columnOf', () => {
  it.each([['http.status', 'http_status'], ['host', 'host'], ['service_name', ':service'], ['detected_level', ':level']])('%s', (label, column) => {
    expect(columnOf(label)).toBe(column)
  })
})

describe('labelValue', () => {
  const line = { stream: { host_name: 'web-1', a: 'stream' }, metadata: { a: 'metadata' }, parsed: { a: 'parsed', empty: '' } }
  it.each([['a', 'parsed'], ['host_name', 'web-1'], ['host.name', 'web-1'], ['empty', ''], ['nothing', undefined], ['no.thing', undefined]])('%s', (name, value) => {
    expect(labelValue(line, name)).toBe(value)
  })
})

describe('freeLetters', () => {
  it('are what fits beside the other columns, and not less in the narrowest letters', () => {
    const others = 166 + 58 + 118 + 3 * 12
    expect(freeLetters(USUAL_COLUMNS, others + 23 + 600)).toBe(100)
    expect(freeLetters([{ name: 'host', width: 100 }, { name: OWN_COLUMNS.message, width: 300 }], 100 + 12 + 23 + 60)).toBe(10)
  })
  it('are none where there is no room', () => {
    expect(freeLetters(USUAL_COLUMNS, 200)).toBe(0)
  })
})
