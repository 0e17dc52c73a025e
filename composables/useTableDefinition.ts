import type { SourceDefinition } from '#shared/schemas/projects'
import { toApiError, type ApiError } from '~/utils/api-error'

/** How the table of a source of the current project is made; asked for when it is wanted. */
export function useTableDefinition() {
  const { call } = useApi()
  const { current } = useProjects()
  const definition = shallowRef<SourceDefinition>()
  const error = shallowRef<ApiError>()

  async function load(sourceId: string): Promise<void> {
    definition.value = undefined
    error.value = undefined
    try {
      definition.value = (await call<{ definition: SourceDefinition }>(`/api/v1/projects/${current.value?.id}/sources/${sourceId}/definition`)).definition
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
  }

  return { definition, error, load }
}
