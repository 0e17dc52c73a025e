import { MINUTE_COLUMN } from '../storage'
import type { Run } from './executor'
import type { Statement } from './sql'

/** Blocks of five minutes, by their number: those in which a part has lines; undefined where that is not known. */
export type Touched = ReadonlySet<number> | undefined

export const BLOCK_MINUTES = 5
/** Of a part with lines of more blocks it is not worth to know which. */
const MOST_BLOCKS = 2000

/** A part of a table, as its name tells: the insert blocks that it holds, and the mutation that it was rewritten by. */
interface Part {
  readonly name: string
  readonly partition: string
  readonly first: number
  readonly last: number
  readonly mutation: number
  readonly rows: number
  touched: Touched
}

/** What has changed in a table since it was looked at last. */
export type Change = 'all' | ReadonlySet<number>

/** What a table holds, insert block by insert block. */
export interface PartsWatch {
  /**
   * Compares a table with what it held the last time: the blocks of five minutes whose lines may be others now; `all`
   * where that can’t be told, as the first time. Undefined for what has no parts: a view, a table that is not there.
   */
  look(run: Run): Promise<Change | undefined>
}

const partsStatement = (database: string, table: string): Statement => ({
  sql: `SELECT name, partition_id AS partition, min_block_number AS first, max_block_number AS last, rows,
  (SELECT concat(toString(uuid), toString(metadata_modification_time)) FROM system.tables WHERE database = {database:String} AND name = {table:String}) AS identity,
  toUnixTimestamp(now()) - uptime() AS started
FROM system.parts
WHERE database = {database:String} AND table = {table:String} AND active`,
  params: { database, table },
})

interface PartRow { name: string, partition: string, first: string, last: string, rows: string, identity: string, started: string }

const touchedStatement = (table: string, parts: readonly string[]): Statement => ({
  sql: `SELECT _part AS part, count() AS rows, groupUniqArray({most:UInt32})(intDiv(${MINUTE_COLUMN}, ${BLOCK_MINUTES})) AS blocks
FROM {table:Identifier}
WHERE _part IN {parts:Array(String)}
GROUP BY part`,
  params: { table, parts, most: MOST_BLOCKS + 1 },
})

/**
 * Watches the parts of a table. A part is never changed: a merge puts the insert blocks of several into one, a mutation
 * makes another of the same blocks, retention takes whole parts away. So what a query found stays true for the times
 * in which no part with new blocks has lines, and none that went.
 */
export function watchParts(database: string, table: string): PartsWatch {
  let known: Known | undefined

  async function compare(run: Run): Promise<Change | undefined> {
    const rows = await run.all<PartRow>(partsStatement(database, table))
    const [row] = rows
    const before = known
    known = undefined
    if (row === undefined) return undefined
    const now = { parts: rows.map(toPart), identity: row.identity, started: Number(row.started) }
    const changed = before && isSameTable(before, now) ? await changes(run, table, before.parts, now.parts) : 'all'
    known = now
    return changed
  }

  // One after the other, so that no older list takes the place of a newer one.
  let last: Promise<unknown> = Promise.resolve()
  return {
    look(run) {
      const looked = last.then(() => compare(run))
      last = looked.catch(() => undefined)
      return looked
    },
  }
}

interface Known { readonly parts: readonly Part[], readonly identity: string, readonly started: number }

/** Two whole numbers of seconds make the start of the engine: it may seem to be one off. */
const isSameTable = (a: Known, b: Known) => a.identity === b.identity && Math.abs(a.started - b.started) <= 2

/** A name is partition_first_last_level, and the mutation where there was one. */
const toPart = ({ name, partition, first, last, rows }: PartRow): Part =>
  ({ name, partition, first: Number(first), last: Number(last), rows: Number(rows), mutation: Number(name.split('_')[4] ?? 0), touched: undefined })

async function changes(run: Run, table: string, before: readonly Part[], now: readonly Part[]): Promise<Change> {
  const old = new Map(before.map(part => [part.name, part]))
  const fresh: Part[] = []
  const merged = new Set<Part>()
  for (const part of now) {
    const same = old.get(part.name)
    if (same !== undefined && same.rows === part.rows) {
      part.touched = same.touched
      merged.add(same)
      continue
    }
    const inside = before.filter(other => holds(part, other))
    inside.forEach(other => merged.add(other))
    // All its blocks were there before, with as many lines: nothing but a merge.
    if (inside.length > 0 && isWhole(part, inside)) part.touched = inside.some(({ touched }) => touched === undefined) ? undefined : new Set(inside.flatMap(({ touched }) => [...touched!]))
    else fresh.push(part)
  }
  const gone = before.filter(part => !merged.has(part))
  if (fresh.length > 0) await findTouched(run, table, fresh)
  // What was replaced by something else may be what is missing in it.
  const replaced = before.filter(part => fresh.some(other => holds(other, part)))
  const touched = [...fresh, ...gone, ...replaced].map(part => part.touched)
  return touched.includes(undefined) ? 'all' : new Set(touched.flatMap(blocks => [...blocks!]))
}

const holds = (outer: Part, inner: Part) => outer.partition === inner.partition && outer.first <= inner.first && outer.last >= inner.last

/** Whether a part has the lines of those others, all of them and no more. */
function isWhole(part: Part, inside: readonly Part[]): boolean {
  const sum = (of: (part: Part) => number) => inside.reduce((total, other) => total + of(other), 0)
  return part.mutation === Math.max(...inside.map(({ mutation }) => mutation)) && sum(({ rows }) => rows) === part.rows
    && sum(({ first, last }) => last - first + 1) === part.last - part.first + 1
}

/** A part that was merged away in the meantime stays unknown. */
async function findTouched(run: Run, table: string, fresh: readonly Part[]): Promise<void> {
  const rows = await run.all<{ part: string, rows: string, blocks: number[] }>(touchedStatement(table, fresh.map(({ name }) => name)))
  const found = new Map(rows.map(row => [row.part, row]))
  for (const part of fresh) {
    const row = found.get(part.name)
    if (row && Number(row.rows) === part.rows && row.blocks.length <= MOST_BLOCKS) part.touched = new Set(row.blocks.map(Number))
  }
}
