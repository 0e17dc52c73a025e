import type { CustomTable } from '#shared/types/custom-table'
import { qualifiedName, quoteName } from '../../storage'
import { insertColumns } from '../custom/columns'

/** What inserts into a user's table say besides the settings of all inserts. */
export const CUSTOM_SETTINGS = {
  input_format_binary_read_json_as_string: 1,
  // An object that says the same path twice is no reason to keep other lines from the table.
  type_json_skip_duplicated_paths: 1,
  // A Distributed table answers when its shards have the rows.
  distributed_foreground_insert: 1,
  // Old lines into a table of theirs that has a partition for each day.
  throw_on_max_partitions_per_insert_block: 0,
} as const

const FORMAT = 'FORMAT RowBinaryWithDefaults'

const columnsOf = (custom: CustomTable) => insertColumns(custom).map(quoteName).join(', ')

/** @param database ours */
export const customInsertSql = (custom: CustomTable, database: string) => `INSERT INTO ${qualifiedName(custom, database)} (${columnsOf(custom)}) ${FORMAT}`

/** The statements that insert what a table lacks of a segment. `{segment:UInt64}` is left as parameter. */
export interface Staging {
  readonly before: readonly string[]
  /** Takes the segment's bytes. */
  readonly fill: string
  readonly move: string
  readonly after: string
}

/**
 * By way of a table beside it: only in a table do the marks of RowBinaryWithDefaults become the columns' defaults
 * (behind `input()` they are the types' zeros).
 * @param database ours
 * @param table the source's name there
 */
export function stagingOf(custom: CustomTable, database: string, table: string, segment: string): Staging {
  const stage = `${quoteName(database)}.${quoteName(`${table}_segment_${segment}`)}`
  const target = qualifiedName(custom, database)
  const columns = columnsOf(custom)
  const drop = `DROP TABLE IF EXISTS ${stage} SYNC`
  return {
    // One may be left from an attempt that a kill has ended.
    before: [drop, `CREATE TABLE ${stage} AS ${target} ENGINE = MergeTree ORDER BY tuple()`],
    fill: `INSERT INTO ${stage} (${columns}) ${FORMAT}`,
    move: `INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${stage} WHERE Ordinal NOT IN (SELECT Ordinal FROM ${target} WHERE Segment = {segment:UInt64})`,
    after: drop,
  }
}
