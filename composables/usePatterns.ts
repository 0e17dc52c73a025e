import type { PatternsRequest, PatternsResponse } from '#shared/schemas/facets'

/** The patterns of the lines, with their counts now and before. */
export const usePatterns = () => usePosted<PatternsRequest, PatternsResponse>('/api/v1/patterns')
