import type { HistogramRequest, HistogramResponse } from '#shared/schemas/facets'
import { isAbort, toApiError, type ApiError } from '~/utils/api-error'

/** Lines by time and level for the chart. A new question cancels the one before; its bars stay until the new are here. */
export function useHistogram() {
  const data = shallowRef<HistogramResponse>()
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  const { call } = useApi()
  let controller = new AbortController()

  async function run(request: HistogramRequest): Promise<void> {
    controller.abort()
    controller = new AbortController()
    const { signal } = controller
    loading.value = true
    error.value = undefined
    try {
      const answer = await call<HistogramResponse>('/api/v1/histogram', { method: 'POST', body: request, signal })
      if (!signal.aborted) data.value = answer
    }
    catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return
      error.value = toApiError(thrown)
      data.value = undefined
    }
    if (!signal.aborted) loading.value = false
  }

  onScopeDispose(() => controller.abort())
  return { data, loading: readonly(loading), error, run }
}
