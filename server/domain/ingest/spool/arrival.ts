import type { Arrival } from '#shared/types/arrival'
import type { RecordRow } from '#shared/types/record-row'
import type { TableSpec } from '../../storage'
import { readRecordRows } from '../encode/column-reader'
import type { Append } from './segment-file'

/** What a group commit has made durable. @param segment and the ordinal of the first row, as they went to disk */
export function arrivalOf({ table, schema }: TableSpec, segment: bigint, firstOrdinal: number, appends: readonly Append[]): Arrival {
  const rows = appends.reduce((sum, append) => sum + append.rows.rows, 0)
  return {
    table,
    first: { segment, ordinal: firstOrdinal },
    last: { segment, ordinal: firstOrdinal + rows - 1 },
    bytes: appends.reduce((sum, append) => sum + append.rows.bytes.length, 0),
    keep() {
      if (schema.layout !== 'columns') return undefined
      const kept = appends.map(append => ({ bytes: Buffer.from(append.rows.bytes), rows: append.rows.rows }))
      return {
        * [Symbol.iterator](): Generator<RecordRow> {
          let ordinal = firstOrdinal
          for (const { bytes, rows } of kept) {
            yield* readRecordRows(schema, bytes, rows, { segment, ordinal })
            ordinal += rows
          }
        },
      }
    },
  }
}
