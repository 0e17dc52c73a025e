import type { LogRow } from '#shared/schemas/query'
import { anyTime } from '~/composables/useNewestLog'
import { askedSources } from '~/utils/explore-sources'

/** The newest line of sources, whatever the filters: looked for once, when nothing was found. */
export function useNewestOfSource(sources: () => readonly string[]) {
  const { find } = useNewestLog()
  const { current } = useProjects()
  const newest = shallowRef<LogRow>()
  /** Whether the answer is here. */
  const known = ref(false)
  let controller = new AbortController()

  watch([() => sources().join(','), () => current.value?.id], async ([_, project]) => {
    controller.abort()
    controller = new AbortController()
    const { signal } = controller
    known.value = false
    try {
      newest.value = await find({ project, ...askedSources(sources()), ...anyTime(Date.now()) }, signal)
      known.value = true
    }
    catch {
      // Only a hint is missing then: the page says that nothing matched, which is true.
    }
  }, { immediate: true })
  onScopeDispose(() => controller.abort())

  return { newest, known }
}
