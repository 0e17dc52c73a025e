export { isSummed, metricAccumulator, type MetricAccumulator, type MetricLimits, type Scan } from './accumulator'
export { MetricError } from './errors'
export type { StepGrid } from './grid'
export { compareLabels, type Sample, type SeriesLabels } from './series'
