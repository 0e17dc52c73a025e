import { appSchema, labelOfColumn, MINUTE_COLUMN } from '../storage'
import { unlessMissing } from './anchor'
import type { Run } from './executor'
import type { Statement } from './sql'

/** What a table has beyond what lines come with (storage/tables/derived.ts). */
export interface TableLayout {
  /** Whether rows have their minute. */
  readonly hasMinute: boolean
  /** The columns of labels, by label. */
  readonly labels: ReadonlyMap<string, string>
}

/** What several tables have in common. */
export interface CommonLayout {
  /** Those that are there. */
  readonly tables: ReadonlySet<string>
  /** The columns that all of them have, of those that questions ask for. */
  readonly columns: readonly string[]
  /** Without their minutes: the hint that goes with these does not reach the tables of a union. */
  readonly layout: TableLayout | undefined
}

/** Finds out how tables look. */
export interface Layouts {
  /** Undefined where a table has nothing of it: one of a user, one of before, one that is not there yet. */
  of(run: Run, table: string): Promise<TableLayout | undefined>
  /** Of several, read as one. */
  ofAll(run: Run, tables: readonly string[]): Promise<CommonLayout>
  /** Forgets what is known of a table: it has been altered. */
  forget(table: string): void
}

/** Columns are added now and then, and never taken away. */
const FRESH_MS = 30_000
const MOST_TABLES = 1000

/** @param database where the tables are */
export function createLayouts(database: string, now: () => number): Layouts {
  const known = new Map<string, { readonly layout: TableLayout | undefined, readonly at: number }>()
  const knownGroups = new Map<string, { readonly common: CommonLayout, readonly at: number }>()
  return {
    async ofAll(run, tables) {
      const key = tables.join(' ')
      const found = knownGroups.get(key)
      if (found && now() - found.at < FRESH_MS) return found.common
      const common = await readCommonLayout(run, database, tables)
      if (common.tables.size < tables.length) return common
      if (knownGroups.size >= MOST_TABLES) knownGroups.clear()
      knownGroups.set(key, { common, at: now() })
      return common
    },
    async of(run, table) {
      const found = known.get(table)
      if (found && now() - found.at < FRESH_MS) return found.layout
      const layout = await readLayout(run, database, table)
      // What is missing may be there in a moment.
      if (layout === undefined) return undefined
      if (known.size >= MOST_TABLES) known.clear()
      known.set(table, { layout, at: now() })
      return layout
    },
    forget: table => void known.delete(table),
  }
}

const layoutStatement = (database: string, table: string): Statement => ({
  sql: `SELECT name FROM system.columns WHERE database = {database:String} AND table = {table:String} AND default_kind = 'MATERIALIZED'`,
  params: { database, table },
})

async function readLayout(run: Run, database: string, table: string): Promise<TableLayout | undefined> {
  const rows = await unlessMissing(() => run.all<{ name: string }>(layoutStatement(database, table)), [])
  const labels = rows.flatMap(({ name }): [string, string][] => {
    const label = labelOfColumn(name)
    return label === undefined ? [] : [[label, name]]
  })
  if (labels.length === 0) return undefined
  return { hasMinute: rows.some(({ name }) => name === MINUTE_COLUMN), labels: new Map(labels) }
}

const columnsStatement = (database: string, tables: readonly string[]): Statement => ({
  sql: `SELECT table, groupArray(name) AS names FROM system.columns WHERE database = {database:String} AND table IN {tables:Array(String)} GROUP BY table`,
  params: { database, tables },
})

const ASKED_COLUMNS = new Set(appSchema.columns.map(([name]) => name))

async function readCommonLayout(run: Run, database: string, tables: readonly string[]): Promise<CommonLayout> {
  const rows = await unlessMissing(() => run.all<{ table: string, names: string[] }>(columnsStatement(database, tables)), [])
  const [first = [], ...others] = rows.map(({ names }) => names)
  const common = first.filter(name => others.every(names => names.includes(name)))
  const labels = common.flatMap((name): [string, string][] => {
    const label = labelOfColumn(name)
    return label === undefined ? [] : [[label, name]]
  })
  return {
    tables: new Set(rows.map(({ table }) => table)),
    columns: common.filter(name => ASKED_COLUMNS.has(name) || labelOfColumn(name) !== undefined),
    layout: labels.length === 0 ? undefined : { hasMinute: false, labels: new Map(labels) },
  }
}
