import type { CustomMapping, InspectedTable } from '#shared/schemas/custom-table'
import type { Source } from '#shared/schemas/projects'
import { toApiError, type ApiError } from '~/utils/api-error'

type Which = Pick<Source, 'id' | 'projectId'>

/** What the columns of a source stand for that is a user's own table; asked for when it is wanted. */
export function useSourceMapping() {
  const { call } = useApi()
  const table = shallowRef<InspectedTable>()
  const error = shallowRef<ApiError>()
  const address = ({ id, projectId }: Which) => `/api/v1/projects/${projectId}/sources/${id}/mapping`

  async function load(source: Which): Promise<void> {
    table.value = undefined
    error.value = undefined
    try {
      table.value = (await call<{ table: InspectedTable }>(address(source))).table
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
  }

  /** Throws ApiError. */
  async function save(source: Which, mapping: CustomMapping): Promise<void> {
    table.value = (await call<{ table: InspectedTable }>(address(source), { method: 'PUT', body: { mapping } })).table
  }

  return { table, error, load, save }
}
