import { MOST_RUNS, queryRunsSchema, type QueryRun } from '~/utils/query-tabs'
import { randomUuid } from '~/utils/uuid'

/** One's own runs in a project, the newest first; kept by the browser, and no more than it can bear. */
export function useQueryHistory(key: string) {
  const runs = useKept<QueryRun[]>(key, queryRunsSchema, () => [])

  function note(run: Omit<QueryRun, 'id'>): void {
    runs.value = [{ ...run, id: randomUuid(), message: run.message?.slice(0, 2000) }, ...runs.value].slice(0, MOST_RUNS)
  }

  /** @returns what brings them back */
  function clear(): () => void {
    const before = runs.value
    runs.value = []
    return () => runs.value = [...runs.value, ...before].slice(0, MOST_RUNS)
  }

  return { runs, note, clear }
}
