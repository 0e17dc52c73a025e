import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

/** One question at a time to one address: a new one cancels the one before, whose answer stays until the new one is here. */
export function usePosted<Request extends object, Answer>(path: string) {
  const data = shallowRef<Answer>()
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  const { call } = useApi()
  let controller = new AbortController()
  /** What `data` was asked for. */
  let answered: string | undefined

  async function run(request: Request): Promise<void> {
    cancel()
    const { signal } = controller
    loading.value = true
    error.value = undefined
    try {
      const answer = await call<Answer>(path, { method: 'POST', body: request, signal })
      if (signal.aborted) return
      data.value = answer
      answered = questionIn(request)
    }
    catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return
      error.value = toApiError(thrown)
      // Asked again as time goes on: what was there a moment ago says more than nothing.
      if (answered !== questionIn(request)) data.value = undefined
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

/** A request without its range, which moves on with the clock. */
const questionIn = (request: object): string => JSON.stringify({ ...request, start: undefined, end: undefined })
