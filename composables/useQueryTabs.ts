import { isQueryTabs, MOST_TABS, type QueryTab } from '~/utils/query-tabs'
import { randomUuid } from '~/utils/uuid'

/**
 * The statements that one works on in a project, kept by the browser; there is always one.
 * @param key of the browser's storage: who, and in which project
 * @param wanted a text that the address brings: its tab comes to the front
 */
export function useQueryTabs(key: string, first: () => string, wanted?: string) {
  const fresh = (sql: string): QueryTab => ({ id: randomUuid(), sql })
  const kept = useKept(key, isQueryTabs, () => {
    const tab = fresh(wanted ?? first())
    return { tabs: [tab], active: tab.id }
  })
  const tabs = computed(() => kept.value.tabs)
  const active = computed(() => tabs.value.find(({ id }) => id === kept.value.active) ?? tabs.value[0]!)
  const full = computed(() => tabs.value.length >= MOST_TABS)

  function select(id: string): void {
    kept.value = { ...kept.value, active: id }
  }

  /** A new tab in front; where there are as many as may be, the one in front takes the text. */
  function open(sql: string): QueryTab {
    if (full.value) {
      write(active.value.id, sql)
      return active.value
    }
    const tab = fresh(sql)
    kept.value = { tabs: [...tabs.value, tab], active: tab.id }
    return tab
  }

  function write(id: string, sql: string): void {
    kept.value = { ...kept.value, tabs: tabs.value.map(tab => tab.id === id ? { ...tab, sql } : tab) }
  }

  /** @returns what puts it back */
  function close(id: string): () => void {
    const place = tabs.value.findIndex(tab => tab.id === id)
    const closed = tabs.value[place]!
    const left = tabs.value.filter(tab => tab.id !== id)
    const rest = left.length > 0 ? left : [fresh('')]
    kept.value = { tabs: rest, active: active.value.id === id ? rest[Math.min(place, rest.length - 1)]!.id : active.value.id }
    return () => {
      if (!full.value) kept.value = { tabs: tabs.value.toSpliced(place, 0, closed), active: closed.id }
    }
  }

  if (wanted !== undefined && active.value.sql !== wanted) {
    const same = tabs.value.find(({ sql }) => sql === wanted)
    if (same) select(same.id)
    else open(wanted)
  }
  return { tabs, active, full, select, open, write, close }
}
