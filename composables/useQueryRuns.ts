import type { QueryRun } from '#shared/schemas/query-history'
import type { QueryLanguage } from '#shared/schemas/saved-queries'

/** What one has asked in the current project, page by page; kept by the server. */
export function useQueryRuns() {
  const { call } = useApi()
  const { current } = useProjects()
  const { status, error, attempt, cancel } = useAttempt()
  const runs = shallowRef<QueryRun[]>([])
  const more = ref(false)
  const address = (rest = '') => `/api/v1/projects/${current.value?.id}/query-history${rest}`

  const page = (language: QueryLanguage | undefined, text: string, before: number | undefined, signal: AbortSignal) => {
    const parameters = new URLSearchParams({ ...(language && { language }), ...(text.trim() && { text: text.trim() }), ...(before && { before: String(before) }) })
    return call<{ runs: QueryRun[], more: boolean }>(address(`?${parameters}`), { signal })
  }

  async function load(language?: QueryLanguage, text = ''): Promise<void> {
    cancel()
    status.value = 'loading'
    await attempt(async (signal) => {
      const answer = await page(language, text, undefined, signal)
      if (signal.aborted) return
      runs.value = answer.runs
      more.value = answer.more
    })
  }

  async function loadMore(language?: QueryLanguage, text = ''): Promise<void> {
    await attempt(async (signal) => {
      const answer = await page(language, text, runs.value.at(-1)?.id, signal)
      if (signal.aborted) return
      runs.value = [...runs.value, ...answer.runs]
      more.value = answer.more
    })
  }

  /** Throws ApiError. */
  async function remove(id: number): Promise<void> {
    await call(address(`/${id}`), { method: 'DELETE' })
    runs.value = runs.value.filter(run => run.id !== id)
  }

  /** Throws ApiError. */
  async function clear(): Promise<void> {
    await call(address(), { method: 'DELETE' })
    runs.value = []
    more.value = false
  }

  return { runs, more: readonly(more), status: readonly(status), error, load, loadMore, remove, clear }
}
