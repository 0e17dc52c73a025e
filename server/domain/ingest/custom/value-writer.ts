import type { AttributeValue } from '#shared/types/log-record'
import type { RowWriter } from '../encode/row-writer'

/** Writes values as one ClickHouse type, in RowBinary. */
export interface ValueWriter {
  /**
   * Writes a value that is neither null nor undefined.
   * @returns why it can't be one of the type: then what was written counts for nothing
   */
  write(writer: RowWriter, value: AttributeValue): string | undefined
  /** Writes the type's zero: where a null stands inside an array, a map or a tuple. */
  zero(writer: RowWriter): void
}

const SHOWN = 60

/** A value as a reason shows it. */
export function shown(value: AttributeValue): string {
  if (typeof value === 'bigint') return cut(String(value))
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return cut(JSON.stringify(value) ?? 'nothing')
}

const cut = (text: string) => text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
