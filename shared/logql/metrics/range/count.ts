import { sizeOf, type RangeFunction } from './window'

/** `count_over_time`: lines. */
export const countOverTime: RangeFunction = sizeOf
