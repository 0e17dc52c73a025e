import { z } from 'zod'

export const MOST_TABS = 20
const LONGEST = 131_072

const tabSchema = z.object({ id: z.string().max(64), sql: z.string().max(LONGEST) })
export const queryTabsSchema = z.object({ tabs: z.array(tabSchema).min(1).max(MOST_TABS), active: z.string().max(64) })

export type QueryTab = z.infer<typeof tabSchema>
export type QueryTabs = z.infer<typeof queryTabsSchema>

const TITLE = 28

/** What a tab is called: the comment that its statement begins with, or its beginning. */
export function tabTitle(sql: string): string {
  const comment = /^\s*--\s*(\S.*)/.exec(sql)?.[1]
  const text = (comment ?? sql).replace(/\s+/g, ' ').trim()
  if (text === '') return 'New query'
  return text.length > TITLE ? `${text.slice(0, TITLE - 1)}…` : text
}
