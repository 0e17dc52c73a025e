import type { FieldsResponse, FieldValuesResponse } from '#shared/schemas/facets'
import { isAbort, toApiError, type ApiError } from '~/utils/api-error'
import type { ExploreQuestion } from '~/utils/explore-state'

export type FieldName = FieldsResponse['fields'][number]
export type FieldValue = FieldValuesResponse['values'][number]

/** Something asked for when a picker opens; asking anew cancels what was asked before. */
function useAsked<T>(ask: (question: ExploreQuestion, signal: AbortSignal) => Promise<T[]>) {
  const items = shallowRef<T[]>([])
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  let controller = new AbortController()

  async function load(question: ExploreQuestion): Promise<void> {
    controller.abort()
    controller = new AbortController()
    const { signal } = controller
    loading.value = true
    error.value = undefined
    try {
      const answer = await ask(question, signal)
      if (!signal.aborted) items.value = answer
    }
    catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return
      error.value = toApiError(thrown)
    }
    if (!signal.aborted) loading.value = false
  }

  onScopeDispose(() => controller.abort())
  return { items, loading: readonly(loading), error, load }
}

/** The names of the fields that occur. */
export function useFieldNames() {
  const { call } = useApi()
  return useAsked<FieldName>(async (question, signal) =>
    (await call<FieldsResponse>('/api/v1/fields', { method: 'POST', body: question, signal })).fields)
}

/** The most frequent values of one field, with their counts. */
export function useFieldValues(field: MaybeRefOrGetter<string>) {
  const { call } = useApi()
  return useAsked<FieldValue>(async (question, signal) => {
    const body = { ...question, field: toValue(field), limit: 200 }
    return (await call<FieldValuesResponse>('/api/v1/fields/values', { method: 'POST', body, signal })).values
  })
}
