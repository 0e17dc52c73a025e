import { whenever } from '@vueuse/core'

const LONGEST_WAIT_MS = 1000

/** Until the browser has nothing to do: what there is to be seen is drawn then. */
const idle = () => new Promise<void>(wake => requestIdleCallback(() => wake(), { timeout: LONGEST_WAIT_MS }))

/** True once it is due and the browser has drawn what is there; stays true. */
export function useWhenIdle(isDue: () => boolean): Readonly<Ref<boolean>> {
  const isIdle = ref(false)
  whenever(isDue, async () => {
    await idle()
    isIdle.value = true
  }, { immediate: true, once: true })
  return isIdle
}

/**
 * Loads what a page opens on a click, one part after the other while the browser has nothing to do: the click waits for nothing then.
 * @param isDue whether what the reader waits for is there
 * @param parts each loads one; one that can't be loaded is asked for again when it is opened
 */
export function useLater(isDue: () => boolean, parts: readonly (() => Promise<unknown>)[]): void {
  let isOver = false
  onScopeDispose(() => isOver = true)
  whenever(isDue, async () => {
    for (const load of parts) {
      await idle()
      if (isOver) return
      await load().catch(() => {})
    }
  }, { immediate: true, once: true })
}
