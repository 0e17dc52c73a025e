import type { Source } from '#shared/schemas/projects'

/** The sources of the current project, for choosing one; does not hold the page up. */
export function useSourceList() {
  const { call } = useApi()
  const { current } = useProjects()
  const sources = shallowRef<Source[]>([])

  watch(() => current.value?.id, async (id) => {
    if (!id) return
    try {
      const answer = await call<{ sources: Source[] }>(`/api/v1/projects/${id}/sources`)
      if (id === current.value?.id) sources.value = answer.sources
    }
    catch {
      // The default source is asked for all the same; the list shows why nothing comes.
      sources.value = []
    }
  }, { immediate: true })

  return { sources }
}
