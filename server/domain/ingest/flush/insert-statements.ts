import { structureOf, type TableSchema } from '../../storage'

const namesOf = (schema: TableSchema) => schema.columns.map(([name]) => name).join(', ')
const formatOf = (schema: TableSchema) => `FORMAT ${schema.layout === 'columns' ? 'Native' : 'RowBinary'}`

/** What ClickHouse answers to an insert that came after `{startBy:Int64}`: FUNCTION_THROW_IF_VALUE_IS_NON_ZERO. */
export const TOO_LATE = '395'
const IN_TIME = 'NOT throwIf(now64(3) > fromUnixTimestamp64Milli({startBy:Int64}), \'the insert came too late\')'

const startOf = (schema: TableSchema) => `INSERT INTO {database:Identifier}.{table:Identifier} (${namesOf(schema)}) `
  + `SELECT ${namesOf(schema)} FROM input('${structureOf(schema.columns)}') WHERE ${IN_TIME}`

/**
 * An insert that is refused when it begins later than `{startBy:Int64}`, milliseconds since 1970 by ClickHouse's clock:
 * it may have been held up by a network until it was given up for its silence, its segment reconciled and deleted.
 * Names and types come from our own table schema.
 */
export const insertSql = (schema: TableSchema) => `${startOf(schema)} ${formatOf(schema)}`

/** The same for those rows only that are not in the table yet. */
export const reconcileSql = (schema: TableSchema) => `${startOf(schema)} AND Ordinal NOT IN (`
  + `SELECT Ordinal FROM {database:Identifier}.{table:Identifier} WHERE Segment = {segment:UInt64}) ${formatOf(schema)}`
