import { errorFromBody, isAbort, toApiError, type ApiError } from '~/utils/api-error'

interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: object
  signal?: AbortSignal
}

/** Calls the API with the session's cookie, in the browser and while rendering on the server. Throws ApiError. */
export function useApi() {
  const fetcher = useRequestFetch()
  const { expire } = useExpiry()

  async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
    try {
      return await fetcher<unknown>(path, { method: options.method ?? 'GET', body: options.body, signal: options.signal }) as T
    }
    catch (thrown) {
      if (isAbort(thrown)) throw thrown
      const error = toApiError(thrown)
      await expire(error, path)
      throw error
    }
  }

  /** A streamed answer; `accept` names its type. Without a body it is a GET. */
  async function stream(path: string, accept: string, body: object | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    try {
      const response = await fetch(path, {
        signal, credentials: 'same-origin',
        ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', accept } } : { headers: { accept } }),
      })
      if (!response.ok) throw errorFromBody(response.status, await response.json().catch(() => undefined), response.headers)
      if (!response.body) throw errorFromBody(response.status, undefined)
      return response.body
    }
    catch (thrown) {
      if (isAbort(thrown)) throw thrown
      const error = toApiError(thrown)
      await expire(error, path)
      throw error
    }
  }

  return { call, stream }
}

/** Leads to the log-in page when the session has ended under the reader's hands. */
function useExpiry() {
  const app = useNuxtApp()
  const user = useState<unknown>('user')
  async function expire(error: ApiError, path: string): Promise<void> {
    if (import.meta.server || error.status !== 401 || path.startsWith('/api/v1/auth/') || !user.value) return
    user.value = null
    await app.runWithContext(() => {
      const route = useRouter().currentRoute.value
      return navigateTo({ path: '/login', query: { next: route.fullPath } })
    })
  }
  return { expire }
}
