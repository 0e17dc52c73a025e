import { sourcesKey } from '~/utils/explore-sources'
import { toggled, type ExploreState } from '~/utils/explore-state'
import type { ExploreLine } from '~/utils/explore-line'
import { isUsual, SEVERAL_COLUMNS, toggleColumn, USUAL_COLUMNS, type ListColumn } from '~/utils/list-columns'

interface Options {
  state: Readonly<Ref<ExploreState>>
  projectId: () => string | undefined
  rows: Readonly<Ref<readonly ExploreLine[]>>
}

/** How Explore's list looks: its settings, its columns and pinned fields, and whether the fields are beside it. */
export function useExploreList({ state, projectId, rows }: Options) {
  const { settings, change: changeSettings } = useListSettings()
  useListCommands(settings, changeSettings)
  const usual = computed(() => state.value.sources.length > 1 ? SEVERAL_COLUMNS : USUAL_COLUMNS)
  const { columns, pinned } = useSourceView(() => sourcesKey(projectId() ?? '', state.value.sources), () => usual.value)
  const fieldsOpen = useFieldsOpen(settings, changeSettings)

  return {
    settings, changeSettings, columns, pinned, fieldsOpen,
    hasUsualColumns: computed(() => isUsual(columns.value, usual.value)),
    setColumns: (next: readonly ListColumn[]) => columns.value = [...next],
    resetColumns: () => columns.value = [...usual.value],
    toggleColumn: (name: string) => columns.value = toggleColumn(columns.value, name, rows.value),
    togglePin: (name: string) => pinned.value = toggled(pinned.value, name),
  }
}
