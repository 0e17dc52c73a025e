import { CommandCenter } from '#components'
import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import type { Command } from '~/utils/commands'
import { mountInApp, until } from './support'

const press = (key: string, options: KeyboardEventInit = {}, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options }))

/** A room with commands of its own beside those of every page. */
function room(commands: () => Command[]) {
  return defineComponent({
    setup() {
      useCommands(commands)
      return () => [h('input', { 'data-testid': 'field' }), h(CommandCenter)]
    },
  })
}
const isOpen = (text: string) => [...document.querySelectorAll('[role=dialog]')].some(dialog => dialog.textContent?.includes(text))
const run = vi.fn()
const command = (more: Partial<Command> = {}): Command => ({ id: 'test.run', group: 'search', label: 'Do the thing', keys: ['x'], run, ...more })

afterEach(() => {
  run.mockReset()
  const { palette, shortcuts, search } = useCommandPanels()
  palette.value = shortcuts.value = false
  search.value = ''
  return until(() => expect(document.querySelector('[role=dialog]')).toBeNull())
})

describe('commands', () => {
  it('run by their keys, outside of text fields, as long as their room is there', async () => {
    const wrapper = await mountSuspended(room(() => [command()]), { attachTo: document.body })
    press('x')
    expect(run).toHaveBeenCalledTimes(1)
    press('x', { ctrlKey: true })
    press('x', {}, document.querySelector('[data-testid=field]')!)
    expect(run).toHaveBeenCalledTimes(1)
    wrapper.unmount()
    press('x')
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('are read anew when what they depend on changes', async () => {
    const can = ref(false)
    const wrapper = await mountSuspended(room(() => can.value ? [command()] : []), { attachTo: document.body })
    press('x')
    expect(run).not.toHaveBeenCalled()
    can.value = true
    press('x')
    expect(run).toHaveBeenCalledTimes(1)
    wrapper.unmount()
  })

  it('are listed with their keys', async () => {
    await mountInApp(room(() => [command(), command({ id: 'test.silent', label: 'Without a key', keys: undefined })]))
    press('?')
    await until(() => expect(isOpen('Keyboard shortcuts')).toBe(true))
    const text = document.querySelector('[role=dialog]')!.textContent!
    expect(text).toContain('Do the thing')
    expect(text).toContain('Open the command palette')
    expect(text).not.toContain('Without a key')
  })

  it('are offered in the palette, which closes and does what is chosen', async () => {
    await mountInApp(room(() => [command(), command({ id: 'test.keys', label: 'For keys only', keysOnly: true })]))
    press('k', { metaKey: true })
    await until(() => expect(isOpen('Do the thing')).toBe(true))
    expect(isOpen('For keys only')).toBe(false)
    const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find(element => element.textContent?.includes('Do the thing'))!
    option.click()
    await until(() => expect(run).toHaveBeenCalledTimes(1))
    await until(() => expect(isOpen('Do the thing')).toBe(false))
  })

  it('are not meant by what is typed while the palette comes up: that is looked for in it', async () => {
    await mountInApp(room(() => [command()]))
    press('k', { ctrlKey: true })
    for (const key of ['x', 'y', 'Backspace', ' ', 'p']) press(key)
    expect(run).not.toHaveBeenCalled()
    await until(() => expect(document.querySelector<HTMLInputElement>('[data-testid=command-palette] input')?.value).toBe('x p'))
  })

  it('stay shut by Escape, pressed before the palette is there', async () => {
    await mountInApp(room(() => [command()]))
    press('?')
    press('Escape')
    expect(useCommandPanels().shortcuts.value).toBe(false)
    press('x')
    expect(run).toHaveBeenCalledTimes(1)
  })
})
