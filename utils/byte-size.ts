/** Units of bytes as people write them, in powers of 1000. */
export const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const
export type ByteUnit = typeof BYTE_UNITS[number]

/** A number of bytes as an amount of a unit. */
export interface ByteSize { amount: number, unit: ByteUnit }

const factorOf = (unit: ByteUnit) => 1000 ** BYTE_UNITS.indexOf(unit)

/** In the largest unit of which there is at least one. */
export function toByteSize(bytes: number): ByteSize {
  const unit = BYTE_UNITS.findLast(candidate => bytes >= factorOf(candidate)) ?? 'B'
  return { amount: bytes / factorOf(unit), unit }
}

/** Whole bytes, at least one. */
export const fromByteSize = ({ amount, unit }: ByteSize): number => Math.max(1, Math.round(amount * factorOf(unit)))
