import type { ExistingTable, InspectedTable, TableOrigin } from '#shared/schemas/custom-table'
import { toApiError, type ApiError } from '~/utils/api-error'

/** What sources of users' own tables are made of. */
export function useCustomTables() {
  const { call } = useApi()
  const { current } = useProjects()
  const address = () => `/api/v1/projects/${current.value?.id}`
  const existing = shallowRef<ExistingTable[]>()
  const existingError = shallowRef<ApiError>()

  /** The columns of a table and what they may stand for; nothing is made. Throws ApiError. */
  async function inspect(origin: TableOrigin): Promise<InspectedTable> {
    return (await call<{ table: InspectedTable }>(`${address()}/sources/inspect`, { method: 'POST', body: origin })).table
  }

  /** For administrators: the tables of the connection that are there already. */
  async function loadExisting(): Promise<void> {
    existingError.value = undefined
    try {
      existing.value = (await call<{ tables: ExistingTable[] }>(`${address()}/tables`)).tables
    }
    catch (thrown) {
      existingError.value = toApiError(thrown)
    }
  }

  return { inspect, existing, existingError, loadExisting }
}
