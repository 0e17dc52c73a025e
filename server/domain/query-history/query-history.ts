import { and, desc, eq, lt, notInArray, or, sql } from 'drizzle-orm'
import { MOST_RUNS, RUN_DAYS, type ListRunsQuery, type QueryRun } from '#shared/schemas/query-history'
import { tables, type Database } from '~~/db/sqlite'
import type { Identity, UserPrincipal } from '../identity'
import { notFound, type Clock } from '../kernel'

/** A query that was run and has ended. Times are milliseconds since 1970. */
export interface EndedRun extends Pick<QueryRun, 'language' | 'query' | 'source' | 'outcome' | 'message' | 'rows' | 'scannedRows' | 'scannedBytes' | 'elapsedMs'> {
  readonly start: number
  readonly end: number
}

/** What each user has asked in each project; nobody sees that of another. Throws AppError `not_found` for projects of others. */
export interface QueryHistory {
  /** The same question right after itself is one entry, with the figures of the last time. */
  note(user: UserPrincipal, projectId: string, run: EndedRun): void
  /** Newest first. */
  list(user: UserPrincipal, projectId: string, query: ListRunsQuery): { runs: QueryRun[], more: boolean }
  clear(user: UserPrincipal, projectId: string): void
  /** @throws AppError not_found */
  remove(user: UserPrincipal, projectId: string, runId: number): void
}

export interface QueryHistoryParts {
  db: Database
  clock: Clock
  identity: Pick<Identity, 'getProject'>
}

const { queryRuns } = tables
const KEPT_MS = RUN_DAYS * 86_400_000
const LONGEST_MESSAGE = 500
const IMMEDIATE = { behavior: 'immediate' } as const

export function createQueryHistory({ db, clock, identity }: QueryHistoryParts): QueryHistory {
  const own = (user: UserPrincipal, projectId: string) => and(eq(queryRuns.userId, user.userId), eq(queryRuns.projectId, projectId))!

  return {
    note(user, projectId, run) {
      const at = clock.now()
      const figures = { ...run, source: run.source.join(','), message: run.message?.slice(0, LONGEST_MESSAGE) ?? null, at }
      db.transaction(() => {
        const last = db.select().from(queryRuns).where(own(user, projectId)).orderBy(desc(queryRuns.id)).limit(1).get()
        if (last && last.query === run.query && last.language === run.language && last.source === figures.source) {
          db.update(queryRuns).set({ ...figures, times: last.times + 1 }).where(eq(queryRuns.id, last.id)).run()
          return
        }
        db.insert(queryRuns).values({ ...figures, projectId, userId: user.userId, times: 1 }).run()
        const newest = db.select({ id: queryRuns.id }).from(queryRuns).where(own(user, projectId)).orderBy(desc(queryRuns.id)).limit(MOST_RUNS)
        db.delete(queryRuns).where(and(own(user, projectId), or(lt(queryRuns.at, at - KEPT_MS), notInArray(queryRuns.id, newest)))).run()
      }, IMMEDIATE)
    },
    list(user, projectId, { language, text, before, limit }) {
      identity.getProject(user, projectId)
      const rows = db.select().from(queryRuns).where(and(
        own(user, projectId),
        language && eq(queryRuns.language, language),
        text ? sql`instr(lower(${queryRuns.query}), lower(${text})) > 0` : undefined,
        before === undefined ? undefined : lt(queryRuns.id, before),
      )).orderBy(desc(queryRuns.id)).limit(limit + 1).all()
      return { runs: rows.slice(0, limit).map(toRun), more: rows.length > limit }
    },
    clear(user, projectId) {
      identity.getProject(user, projectId)
      db.delete(queryRuns).where(own(user, projectId)).run()
    },
    remove(user, projectId, runId) {
      identity.getProject(user, projectId)
      const gone = db.delete(queryRuns).where(and(own(user, projectId), eq(queryRuns.id, runId))).returning({ id: queryRuns.id }).get()
      if (!gone) throw notFound('The run')
    },
  }
}

const iso = (at: number) => new Date(at).toISOString()

const toRun = ({ projectId: _, userId: __, start, end, at, source, ...row }: typeof queryRuns.$inferSelect): QueryRun =>
  ({ ...row, source: source.split(',').filter(name => name !== ''), start: iso(start), end: iso(end), at: iso(at) })
