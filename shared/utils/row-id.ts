/**
 * Names a row of a source for good, and says when it arrived: of one source, what comes later has the higher id,
 * whatever time the line itself says.
 */
export interface RowId {
  /** UInt64: milliseconds since 1970 in the upper 42 bits. */
  readonly segment: bigint
  /** UInt32 */
  readonly ordinal: number
}

const MAX_SEGMENT = 18_446_744_073_709_551_615n
export const MAX_ORDINAL = 4_294_967_295

export const formatRowId = ({ segment, ordinal }: RowId): string => `${segment}-${ordinal}`

/** Undefined when it can’t be one. */
export function parseRowId(text: string): RowId | undefined {
  const match = /^(0|[1-9]\d{0,19})-(0|[1-9]\d{0,9})$/.exec(text)
  if (match === null) return undefined
  const id = { segment: BigInt(match[1]!), ordinal: Number(match[2]) }
  return id.segment <= MAX_SEGMENT && id.ordinal <= MAX_ORDINAL ? id : undefined
}

/** Negative when `a` arrived before `b`, 0 when they are the same. */
export function compareRowIds(a: RowId, b: RowId): number {
  if (a.segment !== b.segment) return a.segment < b.segment ? -1 : 1
  return a.ordinal - b.ordinal
}
