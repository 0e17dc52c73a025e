import { lt, sql } from 'drizzle-orm'
import { tables, type Database } from '~~/db/sqlite'
import type { Clock, Logger } from '../kernel'

/** What a source took, of request bodies that were acknowledged. */
export interface Amount { lines: number, bytes: number }

/** What every source took today. Days are UTC. */
export interface Usage {
  /** Counts; negative amounts take back. In memory: cheap enough for every request. */
  add(sourceId: string, amount: Amount): void
  today(sourceId: string): Amount
  /** Writes what was counted since the last time. */
  flush(): void
  /** Writes the rest, and counts no more. */
  stop(): void
}

export interface UsageOptions {
  db: Database
  clock: Clock
  logger: Logger
  /** Milliseconds between two writes: so much may be missing after a kill. */
  flushEveryMs?: number
}

const KEPT_DAYS = 92
const DAY_MS = 86_400_000

interface Count extends Amount { changed: boolean }

/** Counts in memory and writes once in a while: what a request costs must not be a transaction of its own. */
export function createUsage({ db, clock, logger, flushEveryMs = 1000 }: UsageOptions): Usage {
  const write = writerOf(db)
  let day = dayOf(clock.now())
  let counts = readDay(db, day)
  write.forget(dayOf(clock.now() - KEPT_DAYS * DAY_MS))

  function flush(): void {
    const changed = [...counts].filter(([, count]) => count.changed)
    if (changed.length === 0) return
    try {
      write.save(day, changed)
      for (const [, count] of changed) count.changed = false
    }
    catch (error) {
      // A full disk: the counts stay in memory and are written when there is room.
      logger.warn({ err: error }, 'could not write what sources took today')
    }
  }

  function countsOfToday(): Map<string, Count> {
    const today = dayOf(clock.now())
    if (today === day) return counts
    flush()
    day = today
    counts = readDay(db, today)
    return counts
  }

  const timer = setInterval(flush, flushEveryMs).unref()
  return {
    add(sourceId, { lines, bytes }) {
      const today = countsOfToday()
      const count = today.get(sourceId) ?? { lines: 0, bytes: 0, changed: true }
      today.set(sourceId, count)
      count.lines = Math.max(0, count.lines + lines)
      count.bytes = Math.max(0, count.bytes + bytes)
      count.changed = true
    },
    today(sourceId) {
      const { lines = 0, bytes = 0 } = countsOfToday().get(sourceId) ?? {}
      return { lines, bytes }
    },
    flush,
    stop() {
      clearInterval(timer)
      flush()
    },
  }
}

function readDay(db: Database, day: string): Map<string, Count> {
  const rows = db.select().from(tables.sourceUsage).where(sql`${tables.sourceUsage.day} = ${day}`).all()
  return new Map(rows.map(({ sourceId, lines, bytes }) => [sourceId, { lines, bytes, changed: false }]))
}

function writerOf(db: Database) {
  const { sourceUsage } = tables
  // The source may have been deleted meanwhile.
  const save = db.$client.prepare<{ sourceId: string, day: string } & Amount>(
    `INSERT INTO source_usage (source_id, day, bytes, lines) SELECT id, @day, @bytes, @lines FROM sources WHERE id = @sourceId
     ON CONFLICT (source_id, day) DO UPDATE SET bytes = excluded.bytes, lines = excluded.lines`)
  return {
    save: (day: string, counts: readonly [string, Amount][]) => db.$client.transaction(() => {
      for (const [sourceId, { bytes, lines }] of counts) save.run({ sourceId, day, bytes, lines })
    })(),
    forget: (before: string) => void db.delete(sourceUsage).where(lt(sourceUsage.day, before)).run(),
  }
}

/** `2026-01-31`. */
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
