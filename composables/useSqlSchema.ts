import type { Source } from '#shared/schemas/projects'
import type { LogqlAnswer } from '#shared/schemas/logql'
import { toApiError, type ApiError } from '~/utils/api-error'
import type { SqlTable } from '~/utils/sql-completion'

const COLUMNS = 'SELECT table, name, type FROM system.columns ORDER BY table, position'

/** The sources of a project, and the columns of their tables as SQL sees them. */
export function useSqlSchema(of: MaybeRefOrGetter<string | undefined>) {
  const { call } = useApi()
  const sources = shallowRef<Source[]>()
  const tables = shallowRef<SqlTable[]>([])
  const error = shallowRef<ApiError>()
  const loading = ref(true)

  async function load(): Promise<void> {
    const project = toValue(of)
    if (project === undefined) return
    error.value = undefined
    loading.value = true
    try {
      sources.value = (await call<{ sources: Source[] }>(`/api/v1/projects/${project}/sources`)).sources
      if (sources.value.length === 0) return
      const now = Date.now()
      const answer = await call<LogqlAnswer>('/api/v1/query', { method: 'POST', body: { project, language: 'sql', query: COLUMNS, start: now - 1, end: now } })
      tables.value = tablesOf(answer.kind === 'table' ? answer.rows : [])
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
    finally {
      loading.value = false
    }
  }

  return { sources, tables, error, loading: readonly(loading), load }
}

function tablesOf(rows: readonly (readonly unknown[])[]): SqlTable[] {
  const tables = new Map<string, SqlTable>()
  for (const [table, name, type] of rows.map(row => row.map(String))) {
    if (table === undefined || name === undefined || type === undefined) continue
    const known = tables.get(table) ?? { name: table, columns: [] }
    known.columns.push({ name, type })
    tables.set(table, known)
  }
  return [...tables.values()]
}
