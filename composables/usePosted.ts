import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

/** One question at a time to one address: a new one cancels the one before, whose answer stays until the new one is here. */
export function usePosted<Request extends object, Answer>(path: string) {
  const data = shallowRef<Answer>()
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  const { call } = useApi()
  let controller = new AbortController()

  async function run(request: Request): Promise<void> {
    cancel()
    const { signal } = controller
    loading.value = true
    error.value = undefined
    try {
      const answer = await call<Answer>(path, { method: 'POST', body: request, signal })
      if (!signal.aborted) data.value = answer
    }
    catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return
      error.value = toApiError(thrown)
      data.value = undefined
    }
    if (!signal.aborted) loading.value = false
  }

  function cancel(): void {
    controller.abort()
    controller = new AbortController()
    loading.value = false
  }

  onScopeDispose(() => controller.abort())
  return { data, loading: readonly(loading), error, run, cancel }
}
