import { useEventListener } from '@vueuse/core'

export interface KeyActions {
  focusSearch: () => void
  move: (step: 1 | -1) => void
  open: () => void
  close: () => void
  around: () => void
  help: () => void
}

function isTyping(target: HTMLElement): boolean {
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Whether the key may mean a line of the list: not while a control that has its own use for it has the focus. */
function isOnList(target: HTMLElement): boolean {
  return target === document.body || target.id === 'main' || target.closest('[data-log-list], [data-record-panel]') !== null
}

/** Explore's keyboard: `/` search, j and k or the arrows, Enter, `c` the lines around, Escape, `?`. */
export function useExploreKeys(actions: KeyActions): void {
  const plain: Record<string, () => void> = {
    '/': actions.focusSearch,
    'j': () => actions.move(1),
    'k': () => actions.move(-1),
    'c': actions.around,
    '?': actions.help,
  }
  const onList: Record<string, () => void> = {
    ArrowDown: () => actions.move(1),
    ArrowUp: () => actions.move(-1),
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return
    const inDialog = target.closest('[role="dialog"], [role="menu"]') !== null
    if (inDialog && !target.closest('[data-record-panel]')) return
    if (event.key === 'Escape') return actions.close()
    const isButton = target.closest('button, a') !== null
    if (event.key === 'Enter' && isOnList(target) && !isButton) return actions.open()
    const action = plain[event.key] ?? (isOnList(target) ? onList[event.key] : undefined)
    if (!action) return
    event.preventDefault()
    action()
  })
}
