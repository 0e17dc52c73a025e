import type { CustomMapping, ExistingTable, InspectedTable, TableOrigin } from '#shared/schemas/custom-table'
import type { CreateSourceRequest } from '#shared/schemas/projects'
import { mappingGap, type MappingDraft } from '~/utils/custom-mapping'
import { projectTexts as texts } from '~/utils/messages/project'

/** A source of one's own table while it is being made: where the table comes from, what was seen of it, its mapping. */
export function useCustomDraft() {
  const { inspect } = useCustomTables()
  const draft = reactive<{ way: 'statement' | 'existing', ddl: string, table: ExistingTable | undefined }>({ way: 'statement', ddl: '', table: undefined })
  const inspected = shallowRef<InspectedTable>()
  const mapping = shallowRef<MappingDraft>()

  const origin = computed<TableOrigin | undefined>(() => {
    if (draft.way === 'statement') return draft.ddl.trim() === '' ? undefined : { ddl: draft.ddl }
    return draft.table && { database: draft.table.database, table: draft.table.table }
  })
  // What was seen is of another table now.
  watch(() => JSON.stringify(origin.value), () => {
    inspected.value = undefined
    mapping.value = undefined
  })

  /** Looks at the table, unless another was chosen meanwhile. Throws ApiError. */
  async function look(): Promise<void> {
    const asked = origin.value
    if (!asked) return
    const seen = await inspect(asked)
    if (JSON.stringify(asked) !== JSON.stringify(origin.value)) return
    inspected.value = seen
    mapping.value = seen.mapping
  }

  /** What is missing before the table can be looked at. */
  const missing = computed(() => {
    if (origin.value) return []
    return [draft.way === 'statement' ? { name: 'ddl', message: texts.source.noStatement } : { name: 'table', message: texts.source.noTable }]
  })
  const gap = computed(() => inspected.value && mapping.value && mappingGap(inspected.value.columns, mapping.value))
  /** For the request; undefined until the table was looked at and has a time. */
  const custom = computed<CreateSourceRequest['custom']>(() =>
    origin.value && mapping.value && !gap.value ? { origin: origin.value, mapping: mapping.value as CustomMapping } : undefined)

  return { draft, inspected, mapping, missing, gap, custom, look }
}
