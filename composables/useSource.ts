import type { Source, SourceStatus, UpdateSourceRequest } from '#shared/schemas/projects'

/** A source by its address: how it is doing, asked again every few seconds, and what changes it. */
export function useSource(projectId: string, sourceId: string) {
  const { call } = useApi()
  const { projects, current, choose } = useProjects()
  const { status: progress, error, attempt } = useAttempt()
  const status = shallowRef<SourceStatus>()
  const path = `/api/v1/projects/${projectId}/sources/${sourceId}`
  let asking = false

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    await attempt(async (signal) => {
      status.value = (await call<{ status: SourceStatus }>(`${path}/status`, { signal })).status
    })
    asking = false
  }

  /** Throws ApiError. */
  async function update(request: UpdateSourceRequest): Promise<void> {
    const { source } = await call<{ source: Source }>(path, { method: 'PATCH', body: request })
    if (status.value) status.value = { ...status.value, source }
  }

  // A link may lead to a project that was not looked at last.
  if (projects.value?.some(project => project.id === projectId)) choose(projectId)
  watch(() => current.value?.id, (id) => {
    if (id && id !== projectId) void navigateTo('/project')
  })
  useAutoRefresh('5s', false, () => void ask())
  void ask()

  return { status, progress, error, ask, update }
}
