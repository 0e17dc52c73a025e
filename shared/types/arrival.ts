import type { RowId } from '../utils/row-id'
import type { RecordRow } from './record-row'

/** Rows of one table that have just become durable, told in the order of their ids. */
export interface Arrival {
  readonly table: string
  /** Of the first row; the others have the ordinals behind it. */
  readonly first: RowId
  readonly last: RowId
  /** What the rows take. */
  readonly bytes: number
  /**
   * Copies the rows, to be decoded when they are asked for: the memory of the arrival is used again as soon as the
   * senders have their answers. Undefined for tables whose rows only ClickHouse can read as records.
   */
  keep(): Iterable<RecordRow> | undefined
}
