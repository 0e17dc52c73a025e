import type { LogRow, QueryLine } from '#shared/schemas/query'
import { readNdjson } from '~/utils/ndjson'
import { sortLines } from '~/utils/query-lines'

interface Where { project?: string, source?: string | string[], start: string, end: string }

const YEAR_MS = 366 * 24 * 3_600_000

/** Where nothing is said of times, as some lines are of years ago and some of the future. */
export const anyTime = (now: number) => ({ start: new Date(now - 10 * YEAR_MS).toISOString(), end: new Date(now + YEAR_MS).toISOString() })

/** Finds the newest line of a source, or of several, whatever it says: is anything there at all, and when was it? */
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
