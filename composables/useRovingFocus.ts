/**
 * One Tab stop for a list of buttons that carry their id in `data-id`; arrows, Home and End lead through it.
 * @see https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
export function useRovingFocus(list: Readonly<Ref<HTMLElement | null>>, ids: () => string[], first: () => string) {
  const chosen = ref<string>()
  const focused = computed(() => chosen.value !== undefined && ids().includes(chosen.value) ? chosen.value : first())
  watch(first, () => chosen.value = undefined)

  function target(key: string): number | undefined {
    const last = ids().length - 1
    const place = ids().indexOf(focused.value)
    const places: Record<string, number> = { ArrowDown: Math.min(place + 1, last), ArrowUp: Math.max(place - 1, 0), Home: 0, End: last }
    return places[key]
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const place = target(event.key)
    if (place === undefined) return
    event.preventDefault()
    chosen.value = ids()[place]
    list.value?.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused.value)}"]`)?.focus()
  }

  return { focused, onKeydown }
}
