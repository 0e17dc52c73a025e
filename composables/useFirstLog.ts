import { useDocumentVisibility } from '@vueuse/core'
import type { LogRow } from '#shared/schemas/query'
import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

const POLL_MS = 1000
const HOUR = 3_600_000

/** Waits for a log line of the project: asks about every second while the page is in sight, until one is there. */
export function useFirstLog() {
  const { current } = useProjects()
  const { find } = useNewestLog()
  const visibility = useDocumentVisibility()
  const log = shallowRef<LogRow>()
  const error = shallowRef<ApiError>()
  /** The project had logs before anything was waited for. */
  const wasThere = ref(false)
  let asked = 0
  let controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    controller = new AbortController()
    const now = Date.now()
    const where = { project: current.value?.id, start: new Date(now - 24 * HOUR).toISOString(), end: new Date(now + HOUR).toISOString() }
    const first = asked === 0
    asked++
    try {
      log.value = await find(where, controller.signal)
      error.value = undefined
      if (first && log.value) wasThere.value = true
    }
    catch (thrown) {
      if (isAbort(thrown)) return
      error.value = toApiError(thrown)
    }
    if (!log.value && visibility.value === 'visible' && !controller.signal.aborted) timer = setTimeout(ask, POLL_MS)
  }

  function stop(): void {
    clearTimeout(timer)
    controller.abort()
  }

  watch(visibility, (now) => {
    stop()
    if (now === 'visible' && !log.value) void ask()
  }, { immediate: true })
  onScopeDispose(stop)
  return { log, error, wasThere: readonly(wasThere) }
}
