import { useEventListener } from '@vueuse/core'

/** A text that the reader has selected in a line, and where it stands in the window (pixels). */
export interface LineSelection { text: string, left: number, top: number, bottom: number }

/** Nobody looks for more by hand. */
const LONGEST = 1000

/** What is selected in one line as it was sent (`data-line-text`), as long as it is in sight; of two questions beside each other, in one of this one's. */
export function useLineSelection() {
  const around = useSideAround()
  const selected = shallowRef<LineSelection>()
  const look = () => selected.value = selectionInLine(around?.element.value ?? document)
  function clear(): void {
    selected.value = undefined
    window.getSelection()?.removeAllRanges()
  }
  onMounted(() => {
    // A click takes a selection away after the pointer is up.
    useEventListener(document, 'pointerup', () => setTimeout(look))
    useEventListener(document, 'selectionchange', () => window.getSelection()?.isCollapsed && (selected.value = undefined))
    useEventListener(document, 'scroll', () => selected.value = undefined, { capture: true, passive: true })
    useEventListener(window, 'keydown', (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !selected.value) return
      event.stopPropagation()
      clear()
    }, { capture: true })
  })
  return { selected, clear }
}

function selectionInLine(within: Node): LineSelection | undefined {
  const selection = window.getSelection()
  const text = selection?.toString().trim() ?? ''
  if (!selection || text === '' || text.length > LONGEST) return undefined
  const [from, to] = [selection.anchorNode, selection.focusNode].map(node => node?.parentElement?.closest('[data-line-text]'))
  if (!from || from !== to || !within.contains(from)) return undefined
  const { left, top, bottom } = selection.getRangeAt(0).getBoundingClientRect()
  return { text, left, top, bottom }
}
