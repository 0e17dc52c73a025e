import { formatNumber } from '../format'
import { counted } from './counted'

const nameOf = (source: string | null) => source ?? 'a table behind a view'
const leftOf = (after: number, before: number) => `${formatNumber(after)} of ${formatNumber(before)}`

/** The words of a statement’s plan, for people who know SQL and not ClickHouse. */
export const sqlPlanTexts = {
  /** What the engine’s steps do, by the engine’s names of them. */
  steps: {
    Aggregating: 'Group the rows, and calculate for each group',
    MergingAggregated: 'Put groups together',
    ArrayJoin: 'Make a row of each element (ARRAY JOIN)',
    BuildRuntimeFilter: 'Note what the other side of the join needs',
    CreatingSet: 'Make the list for IN',
    CreatingSets: 'Go on when the lists for IN are made',
    Cube: 'Add totals (CUBE)',
    Distinct: 'Drop repeats (DISTINCT)',
    Expression: 'Calculate columns',
    Filling: 'Fill gaps (WITH FILL)',
    Filter: 'Keep the rows that fit',
    FilledJoin: 'Join',
    Join: 'Join',
    JoinLogical: 'Join',
    IntersectOrExcept: 'Compare the answers (INTERSECT, EXCEPT)',
    Limit: 'Take no more rows than LIMIT says',
    LimitBy: 'Take the first rows of each group (LIMIT BY)',
    NegativeLimit: 'Take the last rows (LIMIT)',
    Offset: 'Pass over the first rows (OFFSET)',
    ReadFromPreparedSource: 'Know the count without reading',
    ReadFromSystemOne: 'Begin with a single row: no table is read',
    Rollup: 'Add totals (ROLLUP)',
    Sorting: 'Sort',
    TotalsHaving: 'Add totals, and keep the groups that fit',
    Union: 'Put the answers together (UNION)',
    Window: 'Calculate over windows',
  } as Readonly<Record<string, string>>,
  read: (source: string | null) => `Read ${nameOf(source)}`,
  readSystem: 'Read what the project’s sources are',
  /** What the engine’s indexes without a name go by, by their types. */
  indexes: {
    'Min-Max': 'First and last day of arrival',
    'Partition': 'Days of arrival (partitions)',
    'PrimaryKey': 'Order of the table (primary key)',
  } as Readonly<Record<string, string>>,
  index: (name: string) => `Index ${name}`,
  left: leftOf,
  blocksLeft: (left: string) => `${left} blocks`,
  /** `At most 1,000 rows of app, from 12 blocks in 3 parts`. */
  estimate: (source: string | null, rows: number, blocks: number, parts: number) =>
    `At most ${counted(rows, 'row', 'rows')} of ${nameOf(source)}, from ${counted(blocks, 'block', 'blocks')} in ${counted(parts, 'part', 'parts')}`,
  nothingRead: 'No lines are to be read: there are none, or their number is known',
  wideConditions: 'The conditions leave most of the table. A shorter time range leaves less.',
  noCondition: 'No condition helps to pass over anything. One on the time, such as Timestamp >= {from} AND Timestamp < {to}, would.',
} as const
