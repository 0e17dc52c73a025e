/** The values of one series within one window, in the order of time; there is at least one. */
export interface SampleWindow {
  /** Exclusive, nanoseconds. */
  readonly start: bigint
  /** Inclusive, nanoseconds. */
  readonly end: bigint
  /** Nanoseconds since 1970. */
  readonly times: readonly bigint[]
  readonly values: readonly number[]
  /** The window begins with this item of both. */
  readonly first: number
  /** Of the aggregation: the quantile. */
  readonly parameter: number
}

/** The value that a window has. */
export type RangeFunction = (window: SampleWindow) => number

/** Length in seconds. */
export const secondsOf = ({ start, end }: SampleWindow) => Number(end - start) / 1e9

/** How many values there are. */
export const sizeOf = ({ times, first }: SampleWindow) => times.length - first
