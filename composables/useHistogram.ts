import type { HistogramRequest, HistogramResponse } from '#shared/schemas/facets'

/** Lines by time and level for the chart. */
export const useHistogram = () => usePosted<HistogramRequest, HistogramResponse>('/api/v1/histogram')
