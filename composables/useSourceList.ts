import type { Source } from '#shared/schemas/projects'

/** The sources of the current project, for choosing from them; does not hold the page up. */
export function useSourceList() {
  const { call } = useApi()
  const { current } = useProjects()
  const sources = shallowRef<Source[]>([])
  /** Whether these are all that the current project has. */
  const isKnown = ref(false)

  watch(() => current.value?.id, async (id) => {
    isKnown.value = false
    if (!id) return
    try {
      const answer = await call<{ sources: Source[] }>(`/api/v1/projects/${id}/sources`)
      if (id !== current.value?.id) return
      sources.value = answer.sources
      isKnown.value = true
    }
    catch {
      // The default source is asked for all the same; the list shows why nothing comes.
      sources.value = []
    }
  }, { immediate: true })

  return { sources, isKnown: readonly(isKnown) }
}
