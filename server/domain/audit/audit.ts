import { and, desc, eq, lt } from 'drizzle-orm'
import { tables, type Database } from '~~/db/sqlite'
import type { Clock } from '../kernel'

/** What is worth a line in the trail. */
export const auditActions = [
  'user.signup', 'user.login', 'user.login_failed', 'user.password_changed', 'user.profile_changed',
  'project.created', 'project.changed', 'source.created', 'source.changed', 'key.created', 'key.deleted',
  'dead_letters.deleted', 'dead_letters.replayed',
  'logs.exported', 'saved_query.created', 'saved_query.changed', 'saved_query.deleted', 'saved_query.restored',
  'share.created', 'share.revoked',
] as const
export type AuditAction = typeof auditActions[number]

export interface NewAuditEntry {
  action: AuditAction
  /** The user who did it; missing when nobody was logged in. */
  actorId?: string
  projectId?: string
  /** The id of what was made, changed or deleted. */
  targetId?: string
  /** The network address that the request came from. */
  address?: string
  /** A few plain facts for the reader. Never a secret. */
  details?: Record<string, string | number | boolean>
}

export interface AuditEntry {
  id: number
  /** Milliseconds since 1970. */
  at: number
  action: AuditAction
  actorId: string | null
  projectId: string | null
  targetId: string | null
  address: string | null
  details: Record<string, string | number | boolean>
}

export interface AuditQuery {
  projectId?: string
  actorId?: string
  /** Only entries older than this id: for paging. */
  before?: number
  /** At most this many, 1 to 1000; 100 when missing. */
  limit?: number
}

export interface Audit {
  /** Adds an entry. Called inside a transaction on the same database it is part of that transaction. */
  append(entry: NewAuditEntry): void
  /** Newest first. The caller has checked that the reader may see them. */
  list(query?: AuditQuery): AuditEntry[]
}

const DETAIL_LENGTH = 500

/** The trail of who did what. Entries can be added and read, never changed: the database itself refuses. */
export function createAudit(db: Database, clock: Clock): Audit {
  const table = tables.auditEntries

  return {
    append(entry) {
      db.insert(table).values({
        at: clock.now(),
        action: entry.action,
        actorId: entry.actorId ?? null,
        projectId: entry.projectId ?? null,
        targetId: entry.targetId ?? null,
        address: entry.address ?? null,
        details: shortened(entry.details ?? {}),
      }).run()
    },

    list(query = {}) {
      const rows = db.select().from(table).where(and(
        query.projectId === undefined ? undefined : eq(table.projectId, query.projectId),
        query.actorId === undefined ? undefined : eq(table.actorId, query.actorId),
        query.before === undefined ? undefined : lt(table.id, query.before),
      )).orderBy(desc(table.id)).limit(Math.min(Math.max(query.limit ?? 100, 1), 1000)).all()
      return rows.map(row => ({ ...row, action: row.action as AuditAction }))
    },
  }
}

function shortened(details: Record<string, string | number | boolean>) {
  return Object.fromEntries(Object.entries(details)
    .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, DETAIL_LENGTH) : value]))
}
