import { createSharedComposable } from '@vueuse/core'
import { isBoolean, isListOf, isNumberIn, isObjectOf, isOneOf, isOptional, isRecordOf, isText } from '~/utils/guards'
import { isUsual, MOST_COLUMNS, NARROWEST, WIDEST, type ListColumn } from '~/utils/list-columns'

export interface ListSettings {
  density: 'compact' | 'comfortable'
  times: 'absolute' | 'relative'
  /** Whether similar lines behind each other are one row. */
  folds: boolean
  /** Whether the fields are shown beside the list. */
  fields: boolean
}
const isSettings = isObjectOf({ density: isOneOf(['compact', 'comfortable']), times: isOneOf(['absolute', 'relative']), folds: isBoolean, fields: isBoolean })

/** How the reader likes lists, whatever the source and however many of them are in the page: kept by this browser. */
export const useListSettings = createSharedComposable(() => {
  const settings = useKept<ListSettings>('cordwood-list', isSettings, () => ({ density: 'compact', times: 'absolute', folds: false, fields: true }))
  const change = (part: Partial<ListSettings>) => settings.value = { ...settings.value, ...part }
  return { settings, change }
})

interface SourceView { columns: ListColumn[], pinned: string[] }
const isName = isText(512, 1)
const isSourceView = isObjectOf({
  columns: isListOf(isObjectOf({ name: isName, width: isOptional(isNumberIn(NARROWEST, WIDEST)) }), MOST_COLUMNS, 1),
  pinned: isListOf(isName, 100),
})
/** Of so many sources this browser knows the columns. */
const MOST_SOURCES = 50
/** One for all lists of the page: what one of them writes does not take away what another one wrote. */
const useSourceViews = createSharedComposable(() => useKept<Record<string, SourceView>>('cordwood-sources', isRecordOf(isSourceView), () => ({})))

/**
 * The columns of the list and the pinned fields of one source, or of several together: kept by this browser.
 * @param key names the sources
 * @param usual the columns where none were chosen
 */
export function useSourceView(key: () => string, usual: () => readonly ListColumn[]) {
  const all = useSourceViews()
  const view = computed<SourceView>(() => all.value[key()] ?? { columns: [...usual()], pinned: [] })

  function change(part: Partial<SourceView>): void {
    const next = { ...view.value, ...part }
    const others = Object.entries(all.value).filter(([name]) => name !== key()).slice(1 - MOST_SOURCES)
    const isOfNoUse = isUsual(next.columns, usual()) && next.pinned.length === 0
    all.value = Object.fromEntries(isOfNoUse ? others : [...others, [key(), next]])
  }

  const columns = computed<ListColumn[]>({ get: () => view.value.columns, set: columns => change({ columns }) })
  const pinned = computed<string[]>({ get: () => view.value.pinned, set: pinned => change({ pinned }) })
  return { columns, pinned }
}
