/**
 * The scrolling of the lines around one, which is marked by `aria-current` and carries its id in `data-id`: a new
 * middle is shown in the middle, and stays where it is while lines come and go around it.
 */
export function useMiddleInSight(scroller: Readonly<Ref<HTMLElement | null>>) {
  /** Where the middle is when it is out of sight. */
  const away = ref<'above' | 'below'>()
  let last: { id: string | undefined, top: number } | undefined

  const middle = () => scroller.value?.querySelector<HTMLElement>('[aria-current=true] [data-id]') ?? undefined
  const placeOf = (line: HTMLElement) => ({ id: line.dataset.id, top: line.getBoundingClientRect().top })

  function onScroll(): void {
    const [box, line] = [scroller.value?.getBoundingClientRect(), middle()?.getBoundingClientRect()]
    if (!box || !line) away.value = undefined
    else away.value = line.bottom <= box.top ? 'above' : line.top >= box.bottom ? 'below' : undefined
  }

  function showMiddle({ focus = false } = {}): void {
    const [box, line] = [scroller.value, middle()]
    if (!box || !line) return
    box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - (box.clientHeight - line.clientHeight) / 2
    if (focus) line.focus({ preventScroll: true })
    onScroll()
  }

  onBeforeUpdate(() => {
    const line = middle()
    last = line && placeOf(line)
  })
  onUpdated(() => {
    const [box, line] = [scroller.value, middle()]
    if (!box || !line) return
    const { id, top } = placeOf(line)
    if (last === undefined || id !== last.id) return showMiddle()
    box.scrollTop += top - last.top
    onScroll()
  })

  return { away: readonly(away), onScroll, showMiddle }
}
