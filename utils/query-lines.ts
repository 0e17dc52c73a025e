import type { LogRow, QueryLine, QuerySummary } from '#shared/schemas/query'
import { ApiError } from './api-error'

/**
 * Sorts the lines of a streamed answer into rows and the summary at its end.
 * @throws ApiError when the server reports a failure in the middle of the stream.
 */
export function sortLines(lines: readonly QueryLine[]): { rows: LogRow[], summary?: QuerySummary } {
  const rows: LogRow[] = []
  let summary: QuerySummary | undefined
  for (const line of lines) {
    if ('summary' in line) summary = line.summary
    else if ('error' in line) throw new ApiError(line.error.message, 200, line.error.code)
    else rows.push(line)
  }
  return { rows, summary }
}
