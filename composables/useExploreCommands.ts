import type { Command } from '~/utils/commands'
import type { ExploreState } from '~/utils/explore-state'
import { exploreCommandTexts as texts } from '~/utils/messages/explore-commands'
import { QUICK_RANGES } from '~/utils/time-range'

interface ExploreActions {
  state: Readonly<Ref<ExploreState>>
  patch: (change: Partial<ExploreState>, options?: { replace?: boolean }) => unknown
  focusSearch: () => void
  run: () => void
  clear: () => void
  zoomOut: () => void
  shift: (direction: -1 | 1) => void
  move: (step: 1 | -1) => void
  open: () => void
  close: () => void
  around: () => void
  expand: () => void
}

/** What Explore can be told to do: by keys, and in the palette. */
export function useExploreCommands(actions: ExploreActions): void {
  const copyLink = useLinkCopy()
  useCommands(() => [...searchCommands(actions, copyLink), ...listCommands(actions), ...timeCommands(actions)])
}

function searchCommands({ focusSearch, run, clear }: ExploreActions, copyLink: () => void): Command[] {
  return [
    { id: 'explore.focus', group: 'search', label: texts.focusSearch, icon: 'i-lucide-search', keys: ['/'], run: focusSearch },
    { id: 'explore.run', group: 'search', label: texts.run, icon: 'i-lucide-refresh-cw', keys: ['r'], run },
    { id: 'explore.clear', group: 'search', label: texts.clear, icon: 'i-lucide-filter-x', run: clear },
    { id: 'explore.link', group: 'search', label: texts.copyLink, icon: 'i-lucide-link', run: copyLink },
  ]
}

function listCommands({ state, patch, move, open, close, around, expand }: ExploreActions): Command[] {
  const { wrap } = state.value
  return [
    { id: 'explore.next', group: 'list', label: texts.nextLine, keys: ['j'], keysOnly: true, run: () => move(1) },
    { id: 'explore.previous', group: 'list', label: texts.previousLine, keys: ['k'], keysOnly: true, run: () => move(-1) },
    { id: 'explore.down', group: 'list', label: texts.nextLine, keys: ['ArrowDown'], where: 'list', keysOnly: true, run: () => move(1) },
    { id: 'explore.up', group: 'list', label: texts.previousLine, keys: ['ArrowUp'], where: 'list', keysOnly: true, run: () => move(-1) },
    { id: 'explore.open', group: 'list', label: texts.openLine, keys: ['Enter'], where: 'list', keysOnly: true, run: open },
    { id: 'explore.around', group: 'list', label: texts.surroundings, icon: 'i-lucide-unfold-vertical', keys: ['c'], run: around },
    { id: 'explore.expand', group: 'list', label: texts.expandLine, keys: ['x'], keysOnly: true, run: expand },
    { id: 'explore.close', group: 'list', label: texts.closeLine, keys: ['Escape'], keysOnly: true, run: close },
    { id: 'explore.wrap', group: 'list', label: wrap ? texts.unwrap : texts.wrap, icon: 'i-lucide-wrap-text', keys: ['w'], run: () => void patch({ wrap: !wrap }, { replace: true }) },
  ]
}

function timeCommands({ patch, zoomOut, shift }: ExploreActions): Command[] {
  return [
    ...QUICK_RANGES.map(({ range, label }): Command => ({ id: `explore.range.${label}`, group: 'time', label, icon: 'i-lucide-clock', run: () => void patch({ range }) })),
    { id: 'explore.zoom-out', group: 'time', label: texts.zoomOut, icon: 'i-lucide-zoom-out', run: zoomOut },
    { id: 'explore.earlier', group: 'time', label: texts.earlier, icon: 'i-lucide-chevron-left', run: () => shift(-1) },
    { id: 'explore.later', group: 'time', label: texts.later, icon: 'i-lucide-chevron-right', run: () => shift(1) },
  ]
}

/** Copies the address, which has everything that is in sight, and says whether it could. */
function useLinkCopy() {
  const { copy } = useCopy()
  const toast = useToast()
  return async () => {
    const isCopied = await copy(window.location.href)
    toast.add(isCopied ? { title: texts.linkCopied, color: 'success' } : { title: texts.linkNotCopied, color: 'error' })
  }
}
