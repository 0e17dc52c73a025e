import { useDocumentVisibility } from '@vueuse/core'
import { parseDuration } from '~/utils/time-range'

/** Asks again at an interval (`5s`, or `off`), while the page is in sight and nothing says to hold. */
export function useAutoRefresh(interval: MaybeRefOrGetter<string>, hold: MaybeRefOrGetter<boolean>, ask: () => void) {
  const visibility = useDocumentVisibility()
  let timer: ReturnType<typeof setInterval> | undefined

  watch(() => parseDuration(toValue(interval)), (every) => {
    clearInterval(timer)
    if (!every) return
    timer = setInterval(() => {
      if (visibility.value === 'visible' && !toValue(hold)) ask()
    }, every)
  }, { immediate: true })
  onScopeDispose(() => clearInterval(timer))
}
