import type { CreateApiKeyRequest, NewApiKey } from '#shared/schemas/projects'

/** Makes keys of the current project. */
export function useApiKeyMaker() {
  const { call } = useApi()
  const { current } = useProjects()
  const newKey = useNewKey()

  async function create(request: CreateApiKeyRequest): Promise<NewApiKey> {
    const projectId = current.value?.id ?? ''
    const { apiKey } = await call<{ apiKey: NewApiKey }>(`/api/v1/projects/${projectId}/keys`, { method: 'POST', body: request })
    newKey.keep(projectId, apiKey.key)
    await refreshNuxtData(`keys-${projectId}`)
    return apiKey
  }

  return { create }
}
