import type { QueryRun } from '#shared/schemas/query-history'
import type { SavedQuery } from '#shared/schemas/saved-queries'
import type { Command } from '~/utils/commands'
import { formatAgo } from '~/utils/format'
import { addressOfQuestion } from '~/utils/saved-queries'
import { absoluteRange } from '~/utils/time-range'

/** Of what one asked before; the history has all of it. */
const MOST_RUNS = 8

/**
 * Leads to the saved queries of the project, favourites first, and to what one asked last. Asks for them each time that
 * `open` becomes true; what can’t be loaded is missing there, and nothing more.
 * @returns the template whose variables are to be filled in
 */
export function useKeptCommands(open: Readonly<Ref<boolean>>) {
  const saved = useSavedQueries()
  const history = useQueryRuns()
  const { current } = useProjects()
  const filling = shallowRef<SavedQuery>()

  watch(open, (shown) => {
    if (!shown || !current.value) return
    void saved.load()
    void history.load()
  }, { immediate: true })

  const openSaved = (query: SavedQuery) => {
    if (query.variables.length > 0) filling.value = query
    else void navigateTo(addressOfQuestion(query, query.projectId))
  }
  const savedCommand = (query: SavedQuery): Command => ({
    id: `saved.${query.id}`, group: 'saved', label: query.name, detail: [query.folder, ...query.tags].filter(Boolean).join(' · '),
    icon: query.favourite ? 'i-lucide-star' : 'i-lucide-bookmark', run: () => openSaved(query),
  })
  const runCommand = ({ id, language, query, source, start, end, at }: QueryRun): Command => ({
    id: `recent.${id}`, group: 'recent', label: query.replaceAll(/\s+/g, ' '), detail: formatAgo(at, Date.now()), icon: 'i-lucide-history',
    run: () => void navigateTo(addressOfQuestion({ language, query, source, range: absoluteRange({ start: Date.parse(start), end: Date.parse(end) }) }, current.value?.id ?? '')),
  })

  const favouritesFirst = computed(() => saved.queries.value.toSorted((a, b) => Number(b.favourite) - Number(a.favourite)))
  useCommands(() => [...favouritesFirst.value.map(savedCommand), ...history.runs.value.slice(0, MOST_RUNS).map(runCommand)])
  return { filling }
}
