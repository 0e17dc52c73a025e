import type { Command } from '~/utils/commands'
import { sideTexts as texts } from '~/utils/messages/sides'
import type { useExploreSides } from './useExploreSides'

/** What can be done with questions beside each other: by the same key, another one is opened and the other one is gone to. */
export function useSideCommands({ state, isSplit, active, open, go, close, tie }: ReturnType<typeof useExploreSides>): void {
  useCommands((): Command[] => {
    if (!isSplit.value) return [{ id: 'sides.open', group: 'view', label: texts.open.title, icon: 'i-lucide-columns-2', keys: ['b'], run: () => void open() }]
    const side = active.value
    const other = side === 'left' ? 'right' : 'left'
    const { together } = state.value
    return [
      { id: 'sides.go', group: 'view', label: texts.go[other], icon: 'i-lucide-arrow-left-right', keys: ['b'], run: () => void go(other) },
      { id: 'sides.together', group: 'view', label: together ? texts.untie : texts.tie, icon: together ? 'i-lucide-unlink' : 'i-lucide-link', run: () => void tie(side, !together) },
      { id: 'sides.close', group: 'view', label: texts.close[side], icon: 'i-lucide-x', run: () => void close(side) },
    ]
  })
}
