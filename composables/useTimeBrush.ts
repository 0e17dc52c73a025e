import type { Span } from '~/utils/time-range'

const LEAST_PIXELS = 5

interface Plot { left: number, width: number }

/** Dragging over a chart with the pointer chooses a span of time, a click picks a moment; resting tells the moment below the pointer. */
export function useTimeBrush(plot: Readonly<Ref<Plot>>, span: () => Span, choose: (span: Span) => void, pick: (moment: number) => void = () => {}) {
  const from = ref<number>()
  const hover = ref<number>()
  const to = ref<number>()
  let startX = 0

  function momentAt(event: PointerEvent): number {
    const x = event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left
    const share = Math.min(1, Math.max(0, (x - plot.value.left) / plot.value.width))
    return span().start + share * (span().end - span().start)
  }

  const selection = computed<Span | undefined>(() => {
    if (from.value === undefined || to.value === undefined || from.value === to.value) return undefined
    return { start: Math.min(from.value, to.value), end: Math.max(from.value, to.value) }
  })

  function reset(): void {
    from.value = undefined
    to.value = undefined
  }

  function onDown(event: PointerEvent): void {
    if (event.button !== 0) return
    const target = event.currentTarget as HTMLElement
    target.setPointerCapture?.(event.pointerId)
    startX = event.clientX
    from.value = momentAt(event)
    to.value = undefined
  }

  function onMove(event: PointerEvent): void {
    hover.value = momentAt(event)
    if (from.value !== undefined && Math.abs(event.clientX - startX) >= LEAST_PIXELS) to.value = hover.value
  }

  function onUp(event: PointerEvent): void {
    if (from.value !== undefined && Math.abs(event.clientX - startX) >= LEAST_PIXELS) to.value = momentAt(event)
    const [chosen, pressed] = [selection.value, from.value]
    reset()
    if (chosen) choose(chosen)
    else if (pressed !== undefined) pick(pressed)
  }

  function onLeave(): void {
    reset()
    hover.value = undefined
  }

  return { selection, hover, onDown, onMove, onUp, onLeave }
}
