import { parseLineId } from '#shared/utils/place'
import { compareRowIds } from '#shared/utils/row-id'
import type { ExploreLine } from '~/utils/explore-line'
import { askedSources } from '~/utils/explore-sources'
import type { ExploreState } from '~/utils/explore-state'

interface Options {
  state: Readonly<Ref<ExploreState>>
  rows: Readonly<Ref<readonly ExploreLine[]>>
  patch: (change: Partial<ExploreState>, options?: { replace?: boolean }) => Promise<void>
  projectId: () => string | undefined
}

/** The line under the keyboard's cursor, and the record in the detail panel, which the address names. */
export function useSelectedRecord({ state, rows, patch, projectId }: Options) {
  const fetched = useRecord()
  const active = ref(state.value.record)
  const openId = computed(() => state.value.record)
  const index = computed(() => rows.value.findIndex(row => row.id === active.value))
  const line = computed(() => rows.value.find(row => row.id === openId.value))
  const record = computed(() => fetched.record.value?.id === openId.value ? fetched.record.value : undefined)

  function fetchOpen(): void {
    const id = openId.value
    const isListed = rows.value.some(row => row.id === id)
    if (id) void fetched.load({ id, project: projectId(), ...askedSources(state.value.sources) }, isListed)
  }
  watch(openId, (id) => {
    if (!id) return
    active.value = id
    fetchOpen()
  }, { immediate: true })

  // An address may be of other sources than are read now: then its id has the source’s name, or lacks it.
  watch(fetched.record, (found) => {
    if (found && openId.value && found.id !== openId.value && isSameRow(found.id, openId.value)) void patch({ record: found.id }, { replace: true })
  })

  function open(id: string): Promise<void> {
    active.value = id
    return patch({ record: id }, { replace: openId.value !== undefined })
  }

  function close(): Promise<void> {
    return openId.value ? patch({ record: undefined }) : Promise.resolve()
  }

  /** One line down (1) or up (-1); with the panel open, it follows. */
  function move(step: 1 | -1): void {
    const next = index.value < 0 ? 0 : Math.min(Math.max(index.value + step, 0), rows.value.length - 1)
    const row = rows.value[next]
    if (!row) return
    active.value = row.id
    if (openId.value) void open(row.id)
  }

  function openActive(): void {
    if (active.value && index.value >= 0) void open(active.value)
  }

  return { active, openId, record, line, index, loading: fetched.loading, error: fetched.error, open, close, move, openActive, retry: fetchOpen }
}

function isSameRow(a: string, b: string): boolean {
  const [one, other] = [parseLineId(a), parseLineId(b)]
  return one !== undefined && other !== undefined && compareRowIds(one, other) === 0
}
