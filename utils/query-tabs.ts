import { z } from 'zod'

export const MOST_TABS = 20
export const MOST_RUNS = 50
const LONGEST = 131_072

const tabSchema = z.object({ id: z.string().max(64), sql: z.string().max(LONGEST) })
export const queryTabsSchema = z.object({ tabs: z.array(tabSchema).min(1).max(MOST_TABS), active: z.string().max(64) })

/** One run of a statement, as the history shows it. */
const runSchema = z.object({
  id: z.string().max(64), sql: z.string().max(LONGEST), source: z.string().optional(), at: z.string().max(64),
  outcome: z.enum(['done', 'failed', 'cancelled']),
  rows: z.number(), scannedRows: z.number(), scannedBytes: z.number(), elapsedMs: z.number(),
  message: z.string().max(2000).optional(),
})
export const queryRunsSchema = z.array(runSchema).max(MOST_RUNS)

export type QueryTab = z.infer<typeof tabSchema>
export type QueryTabs = z.infer<typeof queryTabsSchema>
export type QueryRun = z.infer<typeof runSchema>

const TITLE = 28

/** What a tab is called: the comment that its statement begins with, or its beginning. */
export function tabTitle(sql: string): string {
  const comment = /^\s*--\s*(\S.*)/.exec(sql)?.[1]
  const text = (comment ?? sql).replace(/\s+/g, ' ').trim()
  if (text === '') return 'New query'
  return text.length > TITLE ? `${text.slice(0, TITLE - 1)}…` : text
}
