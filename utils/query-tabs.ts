import { isListOf, isObjectOf, isText } from './guards'
import { queriesTexts as texts } from './messages/queries'

export const MOST_TABS = 20
const LONGEST = 131_072

export interface QueryTab { id: string, sql: string }
export const isQueryTabs = isObjectOf({ tabs: isListOf(isObjectOf({ id: isText(64), sql: isText(LONGEST) }), MOST_TABS, 1), active: isText(64) })

const TITLE = 28

/** What a tab is called: the comment that its statement begins with, or its beginning. */
export function tabTitle(sql: string): string {
  const comment = /^\s*--\s*(\S.*)/.exec(sql)?.[1]
  const text = (comment ?? sql).replace(/\s+/g, ' ').trim()
  if (text === '') return texts.newQuery
  return text.length > TITLE ? `${text.slice(0, TITLE - 1)}…` : text
}
