import { useDocumentVisibility } from '@vueuse/core'
import type { LogRow } from '#shared/schemas/query'
import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

const POLL_MS = 1000
const OUT_OF_SIGHT_MS = 5000
const HOUR = 3_600_000

/**
 * Watches a source for lines: asks about every second, less often while nobody sees the answer (`inSight`), until one
 * comes that was not there at the beginning.
 */
export function useArrival(source: () => string, inSight: () => boolean) {
  const { current } = useProjects()
  const { find } = useNewestLog()
  const visibility = useDocumentVisibility()
  /** The newest line. */
  const log = shallowRef<LogRow>()
  const error = shallowRef<ApiError>()
  /** Id of the newest line at the beginning; null when there was none, undefined before the first answer. */
  const before = ref<string | null>()
  const arrived = computed(() => log.value !== undefined && before.value !== undefined && log.value.id !== before.value)
  let controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    const { signal } = controller
    const now = Date.now()
    const where = {
      project: current.value?.id, source: source(),
      start: new Date(now - 24 * HOUR).toISOString(), end: new Date(now + HOUR).toISOString(),
    }
    try {
      const newest = await find(where, signal)
      if (signal.aborted) return
      log.value = newest
      if (before.value === undefined) before.value = newest?.id ?? null
      error.value = undefined
    }
    catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return
      error.value = toApiError(thrown)
    }
    if (!arrived.value) timer = setTimeout(ask, inSight() ? POLL_MS : OUT_OF_SIGHT_MS)
  }

  function stop(): void {
    clearTimeout(timer)
    controller.abort()
  }

  watch([() => current.value?.id, source], () => {
    log.value = undefined
    before.value = undefined
  })
  watch([visibility, inSight, source, () => current.value?.id], ([seen]) => {
    stop()
    controller = new AbortController()
    if (seen === 'visible' && !arrived.value) void ask()
  }, { immediate: true })
  onScopeDispose(stop)

  return { log, arrived, error }
}
