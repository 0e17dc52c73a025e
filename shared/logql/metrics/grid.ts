/** The moments at which a metric query is evaluated: start, start + step, … up to end. Nanoseconds since 1970. */
export interface StepGrid {
  readonly start: bigint
  readonly end: bigint
  /** 0 for a single moment. */
  readonly step: bigint
}

export const stepsOf = ({ start, end, step }: StepGrid) => step === 0n ? 1 : Number((end - start) / step) + 1
export const momentOf = ({ start, step }: StepGrid, index: number) => start + BigInt(index) * step
