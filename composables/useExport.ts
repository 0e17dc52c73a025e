import type { CreateExportRequest, ExportStatus } from '#shared/schemas/exports'
import { toApiError, type ApiError } from '~/utils/api-error'

const POLL_MS = 700

/** One export at a time: prepared, downloaded to disk by the browser, and followed until it ends. */
export function useExport() {
  const { call } = useApi()
  const status = shallowRef<ExportStatus>()
  const error = shallowRef<ApiError>()
  const running = computed(() => status.value?.state === 'ready' || status.value?.state === 'running')
  let timer: ReturnType<typeof setTimeout> | undefined

  async function start(request: Omit<CreateExportRequest, 'order' | 'step'>): Promise<void> {
    error.value = status.value = undefined
    try {
      take((await call<{ export: ExportStatus }>('/api/v1/exports', { method: 'POST', body: request })).export)
      download(status.value!.id)
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
  }

  function take(next: ExportStatus): void {
    status.value = next
    clearTimeout(timer)
    if (running.value) timer = setTimeout(() => void follow(next.id), POLL_MS)
  }

  async function follow(id: string): Promise<void> {
    try {
      const answer = await call<{ export: ExportStatus }>(`/api/v1/exports/${id}`)
      if (status.value?.id === id) take(answer.export)
    }
    catch (thrown) {
      if (status.value?.id === id) error.value = toApiError(thrown)
    }
  }

  async function cancel(): Promise<void> {
    const id = status.value?.id
    if (!id || !running.value) return
    try {
      await call(`/api/v1/exports/${id}`, { method: 'DELETE' })
      await follow(id)
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
  }

  /** Forgets what has ended. */
  function reset(): void {
    if (!running.value) error.value = status.value = undefined
  }

  onScopeDispose(() => clearTimeout(timer))
  return { status, error, running, start, cancel, reset }
}

/** By a link: the browser writes to disk what comes, and holds none of it. */
function download(id: string): void {
  const link = document.createElement('a')
  link.href = `/api/v1/exports/${id}/download`
  link.download = ''
  link.click()
}

/** How many lines match, and how many rows may be exported; undefined as long as that is not known. */
export function useExportSize() {
  const { call } = useApi()
  const total = ref<number>()
  const limit = ref<number>()

  async function ask(question: object | undefined): Promise<void> {
    total.value = undefined
    const silent = <T>(asked: Promise<T>) => asked.catch(() => undefined)
    const [limits, histogram] = await Promise.all([
      silent(call<{ exportRows: number }>('/api/v1/query/limits')),
      // Of numbers and of SQL nobody knows before.
      question ? silent(call<{ total: number }>('/api/v1/histogram', { method: 'POST', body: { ...question, buckets: 1 } })) : undefined,
    ])
    limit.value = limits?.exportRows
    total.value = histogram?.total
  }

  return { total: readonly(total), limit: readonly(limit), ask }
}
