import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

export type QueryStatus = 'idle' | 'loading' | 'streaming' | 'done' | 'failed'

/** One piece of work at a time, which the next one cancels: its state and its failure. */
export function useAttempt() {
  const status = ref<QueryStatus>('idle')
  const error = shallowRef<ApiError>()
  let controller = new AbortController()

  function cancel(): void {
    controller.abort()
    controller = new AbortController()
  }

  /** @returns whether the work came to its end, neither failed nor cancelled. */
  async function attempt(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const { signal } = controller
    error.value = undefined
    try {
      await work(signal)
      if (!signal.aborted) status.value = 'done'
      return !signal.aborted
    }
    catch (thrown) {
      if (!signal.aborted && !isAbort(thrown)) {
        error.value = toApiError(thrown)
        status.value = 'failed'
      }
      return false
    }
  }

  onScopeDispose(() => controller.abort())
  return { status, error, attempt, cancel }
}
