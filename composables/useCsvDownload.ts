import { toApiError, type ApiError } from '~/utils/api-error'
import type { SqlQuestion } from './useSqlQuery'

/** The answer to a statement as a file of CSV, made by the server. */
export function useCsvDownload() {
  const { stream } = useApi()
  const downloading = ref(false)
  const error = shallowRef<ApiError>()
  const controller = new AbortController()
  onScopeDispose(() => controller.abort())

  async function download(question: SqlQuestion): Promise<void> {
    downloading.value = true
    error.value = undefined
    try {
      const body = await stream('/api/v1/query', 'text/csv', { ...question, language: 'sql', format: 'csv' }, controller.signal)
      save(await new Response(body).blob())
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
    downloading.value = false
  }

  return { downloading: readonly(downloading), error, download }
}

function save(file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = 'cordwood.csv'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
