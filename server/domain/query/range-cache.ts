import type { Run } from './executor'
import { isHit, KeptPieces, type CacheKey, type CacheLimits, type KnownPiece } from './kept-pieces'
import { watchParts, type Change, type PartsWatch } from './parts'

/** The numbers that are known of a question, as its table was when it was looked at. */
export interface KnownPieces {
  readonly pieces: ReadonlyMap<bigint, KnownPiece>
  /** Keeps what was found since; but not what may have changed since the look. */
  keep(found: readonly KnownPiece[]): void
}

/** Keeps the numbers of pieces of time for as long as their lines are the same. */
export interface RangeCache {
  /** @returns undefined where it can’t be told whether lines have changed */
  open(run: Run, key: CacheKey): Promise<KnownPieces | undefined>
}

interface Watched {
  readonly watch: PartsWatch
  /** The last ones; `seen` is how many there have been. */
  readonly changes: Change[]
  seen: number
}

const defaultLimits: CacheLimits = { all: 400_000, each: 100_000 }
/** Changes that are remembered for those who looked before them. */
const MOST_CHANGES = 256
const MOST_TABLES = 1000

/** @param database where the tables are */
export function createRangeCache(database: string, limits: CacheLimits = defaultLimits): RangeCache {
  const kept = new KeptPieces(limits)
  const tables = new Map<string, Watched>()

  function watched(table: string): Watched {
    const found = tables.get(table) ?? { watch: watchParts(database, table), changes: [], seen: 0 }
    if (!tables.has(table) && tables.size >= MOST_TABLES) tables.delete(tables.keys().next().value!)
    tables.set(table, found)
    return found
  }

  /** @returns undefined where nobody may see the parts, or there are none */
  async function look(run: Run, table: string): Promise<Watched | undefined> {
    const found = watched(table)
    const change = await found.watch.look(run).catch(() => undefined)
    if (change === undefined || change === 'all' || change.size > 0) {
      found.seen++
      found.changes.push(change ?? 'all')
      if (found.changes.length > MOST_CHANGES) found.changes.shift()
      kept.drop(table, change ?? 'all')
    }
    return change === undefined ? undefined : found
  }

  return {
    async open(run, key) {
      const table = await look(run, key.table)
      if (table === undefined) return undefined
      const { seen } = table
      const since = () => table.seen - seen
      return {
        pieces: kept.of(key),
        keep(found) {
          if (tables.get(key.table) !== table || since() > table.changes.length) return
          const changes = table.changes.slice(table.changes.length - since())
          kept.put(key, found.filter(piece => piece.from >= 0n && !changes.some(change => isHit(change, piece))))
        },
      }
    },
  }
}
