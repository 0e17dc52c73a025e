import { describe, expect, it, vi } from 'vitest'
import { commandFor, groupCommands, keyCaps, keyOf, shortcutsOf, type Command } from '../../../utils/commands'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })
const command = (id: string, more: Partial<Command> = {}): Command => ({ id, group: 'search', label: id, run: vi.fn(), ...more })
const page = { isTyping: false, isOnList: false, isOnButton: false }

describe('keyOf', () => {
  it.each([
    [press('l'), 'l'], [press('?'), '?'], [press(' '), 'Space'], [press('ArrowDown'), 'ArrowDown'],
    [press('K', { ctrlKey: true }), 'mod+k'], [press('k', { metaKey: true }), 'mod+k'],
  ])('%s', (key, wanted) => expect(key).toBe(wanted))

  it('leaves combinations with Alt alone: AltGr is Ctrl with Alt', () => {
    expect(press('/', { ctrlKey: true, altKey: true })).toBeUndefined()
  })
})

describe('keyCaps', () => {
  it.each([['mod+k', ['meta', 'k']], ['ArrowDown', ['arrowdown']], ['l', ['l']], ['?', ['?']]])('%s', (key, caps) => expect(keyCaps(key)).toEqual(caps))
})

describe('commandFor', () => {
  const find = command('find', { keys: ['/'] })
  const down = command('down', { keys: ['ArrowDown', 'Enter'], where: 'list' })
  const palette = command('palette', { keys: ['mod+k'], where: 'everywhere' })
  const all = [find, down, palette]

  it('finds a command by its key, and none for a key of nobody', () => {
    expect(commandFor(all, '/', page)).toBe(find)
    expect(commandFor(all, 'x', page)).toBeUndefined()
    expect(commandFor([command('without keys')], '/', page)).toBeUndefined()
  })

  it('leaves a text field its keys, but for those that count everywhere', () => {
    const place = { ...page, isTyping: true }
    expect(commandFor(all, '/', place)).toBeUndefined()
    expect(commandFor(all, 'mod+k', place)).toBe(palette)
  })

  it('leaves arrows to what else has the focus, and Enter to a button', () => {
    expect(commandFor(all, 'ArrowDown', page)).toBeUndefined()
    expect(commandFor(all, 'ArrowDown', { ...page, isOnList: true, isOnButton: true })).toBe(down)
    expect(commandFor(all, 'Enter', { ...page, isOnList: true })).toBe(down)
    expect(commandFor(all, 'Enter', { ...page, isOnList: true, isOnButton: true })).toBeUndefined()
  })

  it('takes the room’s own command before one of every page', () => {
    const own = command('own', { keys: ['/'] })
    expect(commandFor([...all, own], '/', page)).toBe(own)
  })
})

describe('groupCommands', () => {
  it('sorts into groups in their order, and leaves out those without any', () => {
    const groups = groupCommands([command('colours', { group: 'view' }), command('find'), command('run')])
    expect(groups.map(({ id, label, commands }) => [id, label, commands.map(({ id }) => id)]))
      .toEqual([['search', 'Search', ['find', 'run']], ['view', 'View', ['colours']]])
  })
})

describe('shortcutsOf', () => {
  it('tells the keys, once for what says the same, and leaves out what has none', () => {
    const groups = shortcutsOf([command('next', { label: 'Next', keys: ['j'] }), command('down', { label: 'Next', keys: ['ArrowDown'] }), command('silent', { group: 'view' })])
    expect(groups).toEqual([{ id: 'search', label: 'Search', shortcuts: [{ label: 'Next', keys: ['j', 'ArrowDown'] }] }])
  })
})
