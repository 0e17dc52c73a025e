import type { ClickHouseClient } from '@clickhouse/client'
import { addColumnsSql } from './tables/schema'
import { labelColumnOf, labelColumnSql } from './tables/derived'

/** Lines of which the values are counted. */
const SAMPLE = 1_000_000
/** A dictionary of more values than this is larger than what it saves. */
const FEW_VALUES = 10_000

/** Gives labels of a table columns of their own. */
export type PromoteLabel = (table: string, label: string) => Promise<void>

/**
 * A column for a label that is asked for often: reading it costs a tenth of finding it in the attributes of each line.
 * New lines have it at once; for those that are there the engine works it out in the background.
 */
export function createLabelPromoter(client: ClickHouseClient, database: string): PromoteLabel {
  return async (table, label) => {
    const names = { database, table }
    const counted = await client.query({
      query: `SELECT uniq(value) AS values FROM (SELECT ${labelColumnSql(label)} AS value FROM {database:Identifier}.{table:Identifier} LIMIT {sample:UInt32})`,
      query_params: { ...names, sample: SAMPLE }, format: 'JSONEachRow',
    })
    const [row] = await counted.json<{ values: string | number }>()
    const column = labelColumnOf(label, Number(row?.values ?? 0) > FEW_VALUES ? 'String' : 'LowCardinality(String)')
    await client.command({ query: addColumnsSql([column]), query_params: names })
    await client.command({ query: `ALTER TABLE {database:Identifier}.{table:Identifier} MATERIALIZE COLUMN ${column[0]}`, query_params: names })
  }
}
