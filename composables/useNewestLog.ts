import type { LogRow, QueryLine } from '#shared/schemas/query'
import { readNdjson } from '~/utils/ndjson'
import { sortLines } from '~/utils/query-lines'

interface Where { project?: string, source?: string, start: string, end: string }

/** Finds the newest line of a source, whatever it says: is anything there at all, and when was it? */
export function useNewestLog() {
  const { stream } = useApi()

  /** @returns undefined when there is no line in that time. */
  async function find(where: Where, signal: AbortSignal): Promise<LogRow | undefined> {
    const body = await stream('/query', 'application/x-ndjson', { ...where, limit: 1 }, signal)
    let newest: LogRow | undefined
    for await (const lines of readNdjson(body)) newest ??= sortLines(lines as QueryLine[]).rows[0]
    return newest
  }

  return { find }
}
