import type { OpenApi } from '#shared/types/openapi'

/** The server's description of its own API. */
export function useApiReference() {
  return useFetch<OpenApi>('/openapi.json', { key: 'api-reference', deep: false })
}
