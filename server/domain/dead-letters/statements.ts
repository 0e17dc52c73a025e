import { where, type Position, type SqlPart, type Statement } from '../query'
import { DEAD_LETTERS_TABLE } from '../storage'
import { groupOf, ID, type Facet } from './question'

/** A row as the engine gives it; 64-bit integers come as text, bytes as base64, since they may be no UTF-8. */
export interface LetterRow {
  'time': string
  'segment': string
  'ordinal': number
  'sourceId': string
  'keyId': string
  'protocol': string
  'reason': string
  'raw': string
  /** Missing in the table of an older version, until the next letter. */
  'base64Encode(Record)'?: string
}

const COLUMNS = `toUnixTimestamp64Milli(ReceivedAt) AS time, Segment AS segment, Ordinal AS ordinal,
  SourceId AS sourceId, KeyId AS keyId, Protocol AS protocol, Reason AS reason, base64Encode(Raw) AS raw,
  COLUMNS('^Record$') APPLY (base64Encode)`

const MOST_VALUES = 50

const paramsOf = (...parts: readonly SqlPart[]): Statement['params'] =>
  Object.assign({ table: DEAD_LETTERS_TABLE }, ...parts.map(part => part.params))

/** The next letters, newest first. */
export function pageStatement(filter: SqlPart, after: Position | undefined, limit: number): Statement {
  const parts = [filter, afterPart(after)]
  return {
    sql: `SELECT ${COLUMNS}
FROM {table:Identifier}
${where(...parts)}
ORDER BY ReceivedAt DESC, Segment DESC, Ordinal DESC
LIMIT {limit:UInt32}`,
    params: { ...paramsOf(...parts), limit },
  }
}

/** The first condition alone is one that the sort key can use. */
function afterPart(after: Position | undefined): SqlPart {
  if (after === undefined) return { sql: [], params: {} }
  const time = 'fromUnixTimestamp64Milli({afterTime:Int64})'
  return {
    sql: [`ReceivedAt <= ${time}`, `(ReceivedAt, Segment, Ordinal) < (${time}, {afterSegment:UInt64}, {afterOrdinal:UInt32})`],
    params: { afterTime: String(after.time), afterSegment: String(after.segment), afterOrdinal: after.ordinal },
  }
}

export function totalStatement(filter: SqlPart): Statement {
  return { sql: `SELECT count() AS letters\nFROM {table:Identifier}\n${where(filter)}`, params: paramsOf(filter) }
}

/** The most frequent values of a column, of reasons their kinds. */
export function facetStatement(facet: Facet, filter: SqlPart): Statement {
  return {
    sql: `SELECT ${groupOf[facet]} AS value, count() AS letters
FROM {table:Identifier}
${where(filter)}
GROUP BY value
ORDER BY letters DESC, value
LIMIT {limit:UInt32}`,
    params: { ...paramsOf(filter), limit: MOST_VALUES },
  }
}

/** A lightweight deletion: rows are marked, and gone from every answer. */
export function deleteStatement(database: string, filter: SqlPart): Statement {
  return {
    sql: `DELETE FROM {database:Identifier}.{table:Identifier}\n${where(filter)}`,
    params: { database, ...paramsOf(filter) },
  }
}

/** New reasons for letters that were tried again in vain, `reasons` in the order of the ids. */
export function reasonStatement(database: string, letters: SqlPart, ids: readonly string[], reasons: readonly string[]): Statement {
  return {
    sql: `ALTER TABLE {database:Identifier}.{table:Identifier}
UPDATE Reason = transform(${ID}, {changed:Array(String)}, {reasons:Array(String)}, Reason)
${where(letters)}`,
    params: { database, ...paramsOf(letters), changed: ids, reasons },
  }
}
