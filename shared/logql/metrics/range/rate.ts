import { sumOverTime } from './sum'
import { secondsOf, type RangeFunction } from './window'

/** `rate` and `bytes_rate`: what there is per second. A line counts 1 where nothing is unwrapped. */
export const rate: RangeFunction = window => sumOverTime(window) / secondsOf(window)
