import type { CompareRequest, CompareResponse } from '#shared/schemas/compare'

/** What sets some lines apart from others. */
export const useComparison = () => usePosted<CompareRequest, CompareResponse>('/api/v1/compare')
