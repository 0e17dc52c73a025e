import { until } from '@vueuse/core'
import type { QueryStatus } from '~/composables/useAttempt'

/** How long the lines have the engine for themselves, at most. */
const LINES_ALONE_MS = 200

/**
 * Lets the lines come first: they are what one waits for, and would have to share the engine with what is counted beside them.
 * @param status of the query of lines
 */
export function useLinesFirst(status: Readonly<Ref<QueryStatus>>) {
  /** Whether the rest still waits. */
  const held = ref(false)
  let turn = 0
  onScopeDispose(() => turn++)

  /** Calls back when the first lines are there, or take their time; not if it is asked again before. */
  async function afterLines(rest: () => void): Promise<void> {
    const mine = ++turn
    held.value = true
    await until(status).not.toBe('loading', { timeout: LINES_ALONE_MS })
    if (mine !== turn) return
    held.value = false
    rest()
  }

  return { held: readonly(held), afterLines }
}
