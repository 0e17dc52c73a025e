import { numberAccumulator } from './accumulator'

export const max = () => numberAccumulator((before, value) => before < value || Number.isNaN(before) ? value : before)
export const min = () => numberAccumulator((before, value) => before > value || Number.isNaN(before) ? value : before)
