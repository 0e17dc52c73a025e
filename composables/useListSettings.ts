import * as z from 'zod/mini'
import { isUsual, MOST_COLUMNS, NARROWEST, WIDEST, type ListColumn } from '~/utils/list-columns'

const settingsSchema = z.object({
  density: z.enum(['compact', 'comfortable']),
  times: z.enum(['absolute', 'relative']),
  /** Whether similar lines behind each other are one row. */
  folds: z.boolean(),
  /** Whether the fields are shown beside the list. */
  fields: z.boolean(),
})
export type ListSettings = z.infer<typeof settingsSchema>

/** How the reader likes lists, whatever the source: kept by this browser. */
export function useListSettings() {
  const settings = useKept<ListSettings>('cordwood-list', settingsSchema, () => ({ density: 'compact', times: 'absolute', folds: false, fields: true }))
  const change = (part: Partial<ListSettings>) => settings.value = { ...settings.value, ...part }
  return { settings, change }
}

const nameSchema = z.string().check(z.minLength(1), z.maxLength(512))
const sourceSchema = z.object({
  columns: z.array(z.object({ name: nameSchema, width: z.optional(z.number().check(z.minimum(NARROWEST), z.maximum(WIDEST))) })).check(z.minLength(1), z.maxLength(MOST_COLUMNS)),
  pinned: z.array(nameSchema).check(z.maxLength(100)),
})
type SourceView = z.infer<typeof sourceSchema>
/** Of so many sources this browser knows the columns. */
const MOST_SOURCES = 50

/**
 * The columns of the list and the pinned fields of one source, or of several together: kept by this browser.
 * @param key names the sources
 * @param usual the columns where none were chosen
 */
export function useSourceView(key: () => string, usual: () => readonly ListColumn[]) {
  const all = useKept<Record<string, SourceView>>('cordwood-sources', z.record(z.string(), sourceSchema), () => ({}))
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
