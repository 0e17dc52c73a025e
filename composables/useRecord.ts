import type { LogRow } from '#shared/schemas/query'
import { toApiError, type ApiError } from '~/utils/api-error'

/** A line of a live tail is in sight before ClickHouse has it: a second later, as a rule. */
const ARRIVAL_MS = 700
const ARRIVAL_TRIES = 20

/** One record by its id, for when it is not among the rows at hand. */
export function useRecord() {
  const record = shallowRef<LogRow>()
  const error = shallowRef<ApiError>()
  const loading = ref(false)
  const { call } = useApi()
  let wanted = ''

  /** @param isListed the line is in sight, so that the record is there or is about to be */
  async function load(body: { id: string, project?: string, source?: string | string[] }, isListed = false): Promise<void> {
    wanted = body.id
    loading.value = true
    error.value = undefined
    record.value = undefined
    try {
      const answer = await read(body, isListed ? ARRIVAL_TRIES : 1)
      if (wanted === body.id) record.value = answer.record
    }
    catch (thrown) {
      if (wanted === body.id) error.value = toApiError(thrown)
    }
    if (wanted === body.id) loading.value = false
  }

  async function read(body: { id: string }, tries: number): Promise<{ record: LogRow }> {
    for (;;) {
      try {
        return await call<{ record: LogRow }>('/api/v1/record', { method: 'POST', body })
      }
      catch (thrown) {
        if (--tries <= 0 || wanted !== body.id || toApiError(thrown).code !== 'not_found') throw thrown
        await new Promise(wake => setTimeout(wake, ARRIVAL_MS))
      }
    }
  }

  return { record, error, loading: readonly(loading), load }
}
