import { BYTE_SIZES } from '#shared/logql'
import type { FieldType } from '#shared/schemas/facets'

/** What is no number: its type is told by the beginning. */
export const LONGEST_EXAMPLE = 64

const UNITS = ['', ...BYTE_SIZES.keys()].join('|')
const BYTES = new RegExp(`^\\d+(?:\\.\\d+)? ?(?:${UNITS})$`, 'i')
const DURATION = /^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/

/** The type that all of these values have; empty ones say nothing. */
export function typeOfValues(values: Iterable<string>): FieldType {
  let found: FieldType | undefined
  for (const value of values) {
    if (value === '') continue
    const type = typeOf(value)
    if (found !== undefined && type !== found) return 'string'
    found = type
  }
  return found ?? 'string'
}

function typeOf(value: string): FieldType {
  if (value.length >= LONGEST_EXAMPLE) return 'string'
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return 'number'
  if (value === 'true' || value === 'false') return 'boolean'
  if (DURATION.test(value)) return 'duration'
  return BYTES.test(value) ? 'bytes' : 'string'
}
