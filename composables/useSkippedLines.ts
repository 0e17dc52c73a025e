import type { LogqlAnswer } from '#shared/schemas/logql'
import type { TailQuestion, TailSkipped } from '~/composables/useTailStream'
import { toApiError, type ApiError } from '~/utils/api-error'
import { compareIds } from '~/utils/live-buffer'
import { toExploreLine, type ExploreLine } from '~/utils/explore-line'

const PAGE = 5000
/** More would push everything else out of the list. */
const MOST = 10_000

/** What the server left out because it, or this page, was too slow; and how to have it all the same. */
export function useSkippedLines(insert: (lines: readonly ExploreLine[], after: string) => void) {
  const readPart = usePartReader()
  const skipped = shallowRef<TailSkipped[]>([])
  const loading = ref(false)
  const error = shallowRef<ApiError>()
  let controller = new AbortController()

  /** Of lines; undefined where the server does not know. */
  const count = computed(() => {
    const counts = skipped.value.map(part => part.count)
    return counts.includes(null) ? undefined : counts.reduce<number>((sum, some) => sum + (some ?? 0), 0)
  })

  function add(part: TailSkipped): void {
    skipped.value = [...skipped.value, part]
  }

  /** Fetches the parts one after the other; what failed can be fetched again. */
  async function fetchAll({ project, source, query }: TailQuestion): Promise<void> {
    const { signal } = controller
    loading.value = true
    error.value = undefined
    try {
      for (const part of skipped.value) {
        insert(await readPart({ project, source, query }, part, signal), part.arrived.after)
        skipped.value = skipped.value.filter(other => other !== part)
      }
    }
    catch (thrown) {
      if (!signal.aborted) error.value = toApiError(thrown)
    }
    if (!signal.aborted) loading.value = false
  }

  function clear(): void {
    controller.abort()
    controller = new AbortController()
    skipped.value = []
    loading.value = false
    error.value = undefined
  }

  onScopeDispose(() => controller.abort())
  return { hasSkipped: computed(() => skipped.value.length > 0), count, loading: readonly(loading), error, add, fetchAll, clear }
}

/** Reads the lines of a part, in the order in which they came: the ids of a source rise; between sources it is about so. Throws ApiError. */
function usePartReader() {
  const { call } = useApi()

  return async (question: Omit<TailQuestion, 'start'>, { start, end, arrived }: TailSkipped, signal: AbortSignal): Promise<ExploreLine[]> => {
    const lines: ExploreLine[] = []
    let cursor: string | null | undefined
    do {
      const body = { ...question, start, end, arrived, limit: PAGE, format: 'json', ...(cursor && { cursor }) }
      const answer = await call<LogqlAnswer>('/api/v1/query', { method: 'POST', body, signal })
      signal.throwIfAborted()
      if (answer.kind !== 'lines') break
      lines.push(...answer.lines.map(toExploreLine))
      cursor = answer.cursor
    } while (cursor && lines.length < MOST)
    return lines.sort((a, b) => compareIds(a.id, b.id))
  }
}
