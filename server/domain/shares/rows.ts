import { createHash, randomBytes } from 'node:crypto'
import type { Share } from '#shared/schemas/shares'
import type { tables } from '~~/db/sqlite'

export type ShareRow = typeof tables.shares.$inferSelect

/** 256 random bits: nobody guesses them. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What is stored of a token. A plain SHA-256 will do: there is nothing to guess. */
export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('hex')

export const stateOf = ({ revokedAt, expiresAt }: Pick<ShareRow, 'revokedAt' | 'expiresAt'>, now: number): Share['state'] =>
  revokedAt !== null ? 'revoked' : expiresAt <= now ? 'expired' : 'active'

const iso = (at: number) => new Date(at).toISOString()

export const toShare = (row: Omit<ShareRow, 'content'>, createdBy: string, now: number, mayRevoke: boolean): Share => ({
  id: row.id, title: row.title, language: row.language, query: row.query, state: stateOf(row, now), audience: row.audience,
  hasPassword: row.passwordHash !== null, createdBy, createdAt: iso(row.createdAt), expiresAt: iso(row.expiresAt),
  views: row.views, lastViewedAt: row.lastViewedAt === null ? null : iso(row.lastViewedAt), bytes: row.bytes, mayRevoke,
})
