import { toApiError, type ApiError } from '~/utils/api-error'
import { saveFile } from '~/utils/save-file'
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
      saveFile(await new Response(body).blob(), 'cordwood.csv')
    }
    catch (thrown) {
      error.value = toApiError(thrown)
    }
    downloading.value = false
  }

  return { downloading: readonly(downloading), error, download }
}
