import type { ExploreState } from '~/utils/explore-state'

/** Whether the project and the sources that an address names can be read; the project becomes the one that is looked at. */
export function useExploreAccess(state: Readonly<Ref<ExploreState>>) {
  const { projects, choose } = useProjects()
  const { sources, isKnown } = useSourceList()

  const denied = computed(() => {
    const wanted = state.value.project
    return wanted !== undefined && !projects.value?.some(project => project.id === wanted)
  })
  /** Sources that the address names, and the project does not have. */
  const missing = computed(() => isKnown.value ? state.value.sources.filter(name => !sources.value.some(source => source.name === name)) : [])
  /** Asking would be refused. */
  const blocked = computed(() => denied.value || missing.value.length > 0)

  watch(() => state.value.project, (id) => {
    if (id && !denied.value) choose(id)
  }, { immediate: true })
  return { sources, denied, missing, blocked }
}
