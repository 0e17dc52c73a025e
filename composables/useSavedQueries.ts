import type { QueryVersion, SavedQuery, createSavedQueryRequestSchema } from '#shared/schemas/saved-queries'
import type { z } from 'zod'

type CreateRequest = z.input<typeof createSavedQueryRequestSchema>

/** The saved queries of the current project that one may read, and what changes them. What changes throws ApiError. */
export function useSavedQueries() {
  const { call } = useApi()
  const { current } = useProjects()
  const { status, error, attempt, cancel } = useAttempt()
  const queries = shallowRef<SavedQuery[]>([])
  const address = (rest = '', project = current.value?.id) => `/api/v1/projects/${project}/saved-queries${rest}`

  async function load(): Promise<void> {
    if (!current.value) return
    cancel()
    status.value = 'loading'
    await attempt(async (signal) => {
      const answer = await call<{ queries: SavedQuery[] }>(address(), { signal })
      if (!signal.aborted) queries.value = answer.queries
    })
  }

  const take = (query: SavedQuery) => {
    queries.value = [...queries.value.filter(({ id }) => id !== query.id), query].sort((a, b) => a.folder.localeCompare(b.folder) || a.name.localeCompare(b.name))
    return query
  }

  async function create(request: CreateRequest): Promise<SavedQuery> {
    return take((await call<{ query: SavedQuery }>(address(), { method: 'POST', body: request })).query)
  }

  /** @param before the query that is changed */
  async function save(before: SavedQuery, request: CreateRequest): Promise<SavedQuery> {
    const body = { ...request, version: before.version }
    return take((await call<{ query: SavedQuery }>(address(`/${before.id}`, before.projectId), { method: 'PUT', body })).query)
  }

  async function remove({ id, projectId }: SavedQuery): Promise<void> {
    await call(address(`/${id}`, projectId), { method: 'DELETE' })
    queries.value = queries.value.filter(query => query.id !== id)
  }

  /** A deleted query, or one of its versions. */
  async function restore({ id, projectId }: SavedQuery, version?: number): Promise<SavedQuery> {
    const body = version === undefined ? {} : { version }
    return take((await call<{ query: SavedQuery }>(address(`/${id}/restore`, projectId), { method: 'POST', body })).query)
  }

  async function setFavourite(query: SavedQuery, favourite: boolean): Promise<void> {
    take({ ...query, favourite })
    try {
      await call(address(`/${query.id}/favourite`, query.projectId), { method: 'PUT', body: { favourite } })
    }
    catch (thrown) {
      take(query)
      throw thrown
    }
  }

  const versions = async ({ id, projectId }: SavedQuery): Promise<QueryVersion[]> =>
    (await call<{ versions: QueryVersion[] }>(address(`/${id}/versions`, projectId))).versions

  return { queries, status: readonly(status), error, load, create, save, remove, restore, setFavourite, versions }
}
