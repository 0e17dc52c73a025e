import type { CreateSourceRequest, Source } from '#shared/schemas/projects'

/** The sources of the current project. */
export async function useSources() {
  const { call } = useApi()
  const { current } = useProjects()
  const key = computed(() => `sources-${current.value?.id ?? ''}`)
  const { data, status, error, refresh } = await useAsyncData(key, async () => {
    if (!current.value) return []
    return (await call<{ sources: Source[] }>(`/api/v1/projects/${current.value.id}/sources`)).sources
  }, { default: (): Source[] => [] })

  async function create(request: CreateSourceRequest): Promise<Source> {
    const { source } = await call<{ source: Source }>(`/api/v1/projects/${current.value?.id}/sources`, { method: 'POST', body: request })
    await refresh()
    return source
  }

  return { sources: data, status, error, refresh, create }
}
