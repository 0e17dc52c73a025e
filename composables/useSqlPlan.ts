import type { SqlPlan } from '#shared/schemas/sql-plan'
import type { SqlQuestion } from './useSqlQuery'

/** How a statement would be answered; the last one that was asked about. */
export function useSqlPlan() {
  const plan = shallowRef<SqlPlan>()
  const { status, error, attempt, cancel } = useAttempt()
  const { call } = useApi()

  async function explain(question: SqlQuestion): Promise<void> {
    cancel()
    plan.value = undefined
    status.value = 'loading'
    await attempt(async (signal) => {
      const told = await call<SqlPlan>('/api/v1/query/explain', { method: 'POST', body: { ...question, language: 'sql' }, signal })
      signal.throwIfAborted()
      plan.value = told
    })
  }

  return { plan, status: readonly(status), error, explain }
}
