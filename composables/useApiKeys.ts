import type { ApiKey } from '#shared/schemas/projects'

/** The API keys of the current project. */
export async function useApiKeys() {
  const { call } = useApi()
  const { current } = useProjects()
  const newKey = useNewKey()
  const { create } = useApiKeyMaker()
  const key = computed(() => `keys-${current.value?.id ?? ''}`)
  const { data, status, error, refresh } = await useAsyncData(key, async () => {
    if (!current.value) return []
    return (await call<{ keys: ApiKey[] }>(`/api/v1/projects/${current.value.id}/keys`)).keys
  }, { default: (): ApiKey[] => [] })

  async function remove(apiKey: Pick<ApiKey, 'id' | 'prefix'>): Promise<void> {
    await call(`/api/v1/projects/${current.value?.id}/keys/${apiKey.id}`, { method: 'DELETE' })
    newKey.forget(secret => secret.startsWith(apiKey.prefix))
    await refresh()
  }

  return { keys: data, status, error, refresh, create, remove }
}
