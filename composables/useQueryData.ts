import type { FieldsResponse, FieldValuesResponse } from '#shared/schemas/facets'
import type { QueryData, QueryField, QueryValue } from '~/utils/logql/query-data'
import { readQuery } from '~/utils/logql/words'

/** Where and when: what suggestions are made of. Moments as RFC 3339. */
export interface QueryScope { project?: string, source?: string | string[], start: string, end: string }

/** Answers that are remembered, and for how long: the range moves on with the clock. */
const MOST_KEPT = 300

/** Fields and values for suggestions, asked once for each question. What the server can't answer is no suggestion: the query itself says why. */
export function useQueryData(scope: () => QueryScope): QueryData {
  const { call } = useApi()
  const kept = new Map<string, Promise<unknown>>()
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())

  function ask<T>(path: string, body: object): Promise<T | undefined> {
    const key = `${path} ${JSON.stringify(body)}`
    const known = kept.get(key) as Promise<T | undefined> | undefined
    if (known) return known
    const answer = call<T>(path, { method: 'POST', body, signal: controller.signal }).catch(() => {
      kept.delete(key)
      return undefined
    })
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!)
    kept.set(key, answer)
    return answer
  }

  return {
    async fields(log): Promise<readonly QueryField[]> {
      return (await ask<FieldsResponse>('/api/v1/fields', { ...scope(), query: linesOrAll(log) }))?.fields ?? []
    },
    async values(log, field, prefix, limit): Promise<readonly QueryValue[]> {
      return (await ask<FieldValuesResponse>('/api/v1/fields/values', { ...scope(), query: linesOrAll(log), field, limit, ...(prefix && { prefix }) }))?.values ?? []
    },
  }
}

/** The log query as far as it reads; all lines where it does not. */
function linesOrAll(log: string): string {
  try {
    return readQuery(log).kind === 'log' ? log : '{}'
  }
  catch {
    return '{}'
  }
}
