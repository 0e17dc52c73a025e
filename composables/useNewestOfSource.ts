import type { LogRow } from '#shared/schemas/query'

const YEAR = 366 * 24 * 3_600_000

/** The newest line of a source, whatever the filters: looked for once, when nothing was found. */
export function useNewestOfSource(source: () => string | undefined) {
  const { find } = useNewestLog()
  const { current } = useProjects()
  const newest = shallowRef<LogRow>()
  /** Whether the answer is here. */
  const known = ref(false)
  let controller = new AbortController()

  watch([source, () => current.value?.id], async ([name, project]) => {
    controller.abort()
    controller = new AbortController()
    const { signal } = controller
    known.value = false
    const now = Date.now()
    try {
      newest.value = await find({ project, ...(name && { source: name }), start: new Date(now - 10 * YEAR).toISOString(), end: new Date(now + YEAR).toISOString() }, signal)
      known.value = true
    }
    catch {
      // Only a hint is missing then: the page says that nothing matched, which is true.
    }
  }, { immediate: true })
  onScopeDispose(() => controller.abort())

  return { newest, known }
}
