import { useEventListener } from '@vueuse/core'
import { commandFor, keyOf, type KeyPlace } from '~/utils/commands'

function placeOf(target: HTMLElement): KeyPlace {
  return {
    isTyping: target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName),
    // Not while a control that has its own use for arrows has the focus.
    isOnList: target === document.body || target.id === 'main' || target.matches('[data-side]') || target.closest('[data-log-list], [data-record-panel]') !== null,
    isOnButton: target.closest('button, a') !== null,
  }
}

/** A dialog or menu has the keys to itself; the detail panel, which is a dialog on a phone, does not. */
function isElsewhere(target: HTMLElement): boolean {
  return target.closest('[role="dialog"], [role="menu"]') !== null && !target.closest('[data-record-panel]')
}

/** The one listener for keys: runs the command that a key means where the focus is. */
export function useCommandKeys(): void {
  const commands = useCommandList()
  const { palette, shortcuts, search } = useCommandPanels()

  /** While a panel comes up, which takes a moment the first time: what is typed is meant for it, not for the page. */
  function typeAhead(event: KeyboardEvent, key: string) {
    if (key.startsWith('mod+')) return
    event.preventDefault()
    if (key === 'Escape') palette.value = shortcuts.value = false
    else if (palette.value && event.key === 'Backspace') search.value = search.value.slice(0, -1)
    else if (palette.value && event.key.length === 1) search.value += event.key
  }

  useEventListener('keydown', (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const key = keyOf(event)
    if (event.defaultPrevented || key === undefined || isElsewhere(target)) return
    if (palette.value || shortcuts.value) return typeAhead(event, key)
    const command = commandFor(commands.value, key, placeOf(target))
    if (!command) return
    event.preventDefault()
    command.run()
  })
}
