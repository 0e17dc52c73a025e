import type { LogRow } from '#shared/schemas/query'
import { toApiError, type ApiError } from '~/utils/api-error'

/** One record by its id, for when it is not among the rows at hand. */
export function useRecord() {
  const record = shallowRef<LogRow>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  const { call } = useApi()
  let wanted = ''

  async function load(body: { id: string, project?: string, source?: string }): Promise<void> {
    wanted = body.id
    loading.value = true
    error.value = undefined
    record.value = undefined
    try {
      const answer = await call<{ record: LogRow }>('/api/v1/record', { method: 'POST', body })
      if (wanted === body.id) record.value = answer.record
    }
    catch (thrown) {
      if (wanted === body.id) error.value = toApiError(thrown)
    }
    if (wanted === body.id) loading.value = false
  }

  return { record, error, loading: readonly(loading), load }
}
