import type { CustomTable } from '#shared/types/custom-table'
import { tooHeavy } from '../decode/bounds'
import type { RowBatch } from '../encode/encoder'
import { RowWriter } from '../encode/row-writer'
import type { PatternColumns } from '../pattern/columns'
import { CustomEncoder } from './encoder'

const encoders = new WeakMap<CustomTable, CustomEncoder>()

/** Begins the rows of a request to a user's table. */
export function beginCustom(table: CustomTable, patterns: PatternColumns, maxBytes: number): RowBatch {
  let encoder = encoders.get(table)
  if (encoder === undefined) encoders.set(table, encoder = new CustomEncoder(table))
  const made = encoder
  const writer = new RowWriter()
  return {
    write(record) {
      if (writer.length > maxBytes) throw tooHeavy()
      return made.write(writer, record, patterns)
    },
    finish(lend) {
      const rows = writer.finish()
      const bytes = lend(rows.bytes.length)
      rows.bytes.copy(bytes)
      return { ...rows, bytes: bytes.subarray(0, rows.bytes.length) }
    },
  }
}
