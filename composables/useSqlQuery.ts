import type { z } from 'zod'
import type { costSchema, QueryEvent } from '#shared/schemas/logql'
import type { ResultColumn, ResultRow } from '~/utils/sql-result'

/** A statement over a range: RFC 3339, or milliseconds since 1970. */
export interface SqlQuestion { project?: string, source?: string, query: string, start: number, end: number }
export interface SqlSummary { count: number, truncated: boolean, limit: number, cost: z.infer<typeof costSchema> }

/** Runs one statement at a time: columns, rows and progress as they come, and the cost at the end. */
export function useSqlQuery() {
  const columns = shallowRef<ResultColumn[]>([])
  const rows = shallowRef<ResultRow[]>([])
  const summary = shallowRef<SqlSummary>()

  function take(events: readonly QueryEvent[]): boolean {
    const fresh: ResultRow[] = []
    let begins = false
    for (const event of events) {
      if ('row' in event) fresh.push(event.row)
      else if ('columns' in event) {
        columns.value = event.columns
        rows.value = []
        begins = true
      }
      else if ('summary' in event) {
        const { count, truncated = false, limit = count, cost } = event.summary
        summary.value = { count, truncated, limit, cost }
      }
    }
    if (fresh.length > 0) rows.value = rows.value.concat(fresh)
    return begins
  }

  const running = useQueryRun<SqlQuestion>({ language: 'sql', remember: true }, {
    take,
    begin: () => summary.value = undefined,
    isComplete: () => summary.value !== undefined,
    clear: () => columns.value = rows.value = [],
  })
  return { columns, rows, summary, ...running }
}
