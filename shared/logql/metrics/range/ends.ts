import type { RangeFunction } from './window'

/** `first_over_time` */
export const firstOverTime: RangeFunction = ({ values, first }) => values[first]!
/** `last_over_time` */
export const lastOverTime: RangeFunction = ({ values }) => values.at(-1)!
