import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { and, count, desc, eq, getTableColumns, gt, isNull, lt, lte, or, sql, sum } from 'drizzle-orm'
import type { FrozenResult } from '#shared/schemas/shares'
import { tables, type Database } from '~~/db/sqlite'
import type { Audit } from '../audit'
import { createPasswords, createThrottle, type Identity, type UserPrincipal } from '../identity'
import { AppError, ksuid, notFound, type Clock } from '../kernel'
import { hashOfToken, newToken, stateOf, toShare, type ShareRow } from './rows'
import type { Sharer, Shares } from './types'

export interface ShareParts {
  db: Database
  clock: Clock
  audit: Audit
  identity: Pick<Identity, 'getProject' | 'requireOperator' | 'mayAdminister'>
  /** Cheaper hashing, for tests only. */
  hashCost?: Parameters<typeof createPasswords>[0]
}

const { shares, users, projects } = tables
const [zip, unzip] = [promisify(gzip), promisify(gunzip)]
const IMMEDIATE = { behavior: 'immediate' } as const
const HOUR_MS = 3_600_000
const MOST_ACTIVE = 200
const MB = 1024 ** 2
/** Of one share as JSON, and of all of a project compressed. */
const MOST_JSON = 16 * MB
const MOST_KEPT = 256 * MB
const LISTED_MS = 30 * 24 * HOUR_MS

/** Everything of a row but the result. */
const { content: _, ...columns } = getTableColumns(shares)

export function createShares(parts: ShareParts): Shares {
  return { ...makingCalls(parts), open: createOpener(parts) }
}

function makingCalls(parts: ShareParts): Omit<Shares, 'open'> {
  const { db, clock, audit, identity } = parts
  const passwords = createPasswords(parts.hashCost)
  const mayRevoke = (user: UserPrincipal, { createdBy, projectId }: Pick<ShareRow, 'createdBy' | 'projectId'>) => createdBy === user.userId || identity.mayAdminister(user, projectId)

  return {
    requireRight: (sharer, request) => requireRight(parts, sharer, request.audience),
    async create(sharer, { title, hours, audience, password }, frozen) {
      const [content, passwordHash] = await Promise.all([packed(frozen), password === undefined ? null : passwords.hash(password)])
      return db.transaction(() => {
        requireRight(parts, sharer, audience, content.length)
        const { user, projectId, address } = sharer
        const at = clock.now()
        const token = newToken()
        const { question: { language, query } } = frozen
        const { content: __, ...row } = db.insert(shares).values({
          id: ksuid(at), projectId, createdBy: user.userId, title, language, query, audience, tokenHash: hashOfToken(token), passwordHash,
          createdAt: at, expiresAt: at + hours * HOUR_MS, views: 0, bytes: content.length, content,
        }).returning().get()
        audit.append({ action: 'share.created', actorId: user.userId, projectId, targetId: row.id, address, details: { title, audience, hours, password: passwordHash !== null, query } })
        const { name } = db.select({ name: users.name }).from(users).where(eq(users.id, user.userId)).get()!
        return { share: toShare(row, name, at, true), token }
      }, IMMEDIATE)
    },
    list(user, projectId) {
      identity.getProject(user, projectId)
      forgetEnded(parts)
      return db.select({ row: columns, name: users.name }).from(shares).innerJoin(users, eq(users.id, shares.createdBy))
        .where(eq(shares.projectId, projectId)).orderBy(desc(shares.createdAt), desc(shares.id)).all()
        .map(({ row, name }) => toShare(row, name, clock.now(), mayRevoke(user, row)))
    },
    revoke({ user, projectId, address }, shareId) {
      identity.getProject(user, projectId)
      db.transaction(() => {
        const mine = and(eq(shares.id, shareId), eq(shares.projectId, projectId))
        const row = db.select(columns).from(shares).where(mine).get()
        if (!row) throw notFound('The share')
        if (!mayRevoke(user, row)) throw new AppError('forbidden', 'Only who made a share, and administrators of the project, revoke it.')
        if (row.revokedAt !== null) return
        db.update(shares).set({ revokedAt: clock.now(), content: null, bytes: 0 }).where(mine).run()
        audit.append({ action: 'share.revoked', actorId: user.userId, projectId, targetId: shareId, address, details: { title: row.title, views: row.views } })
      }, IMMEDIATE)
    },
  }
}

/** @throws AppError not_found, forbidden, conflict */
function requireRight(parts: ShareParts, { user, projectId }: Sharer, audience: ShareRow['audience'], bytes = 0): void {
  const { db, clock, identity } = parts
  identity.requireOperator(user, projectId)
  if (audience === 'anyone' && !identity.getProject(user, projectId).publicShares) {
    throw new AppError('forbidden', 'This project’s results are for its members only. An operator can allow links without an account, on the project’s page.', { issues: [{ path: 'audience', message: 'Not allowed by the project' }] })
  }
  forgetEnded(parts)
  const kept = db.select({ n: count(), bytes: sum(shares.bytes) }).from(shares)
    .where(and(eq(shares.projectId, projectId), isNull(shares.revokedAt), gt(shares.expiresAt, clock.now()))).get()!
  if (kept.n >= MOST_ACTIVE) throw new AppError('conflict', `The project has ${MOST_ACTIVE} shares, which is the limit. Revoke one that is no longer used.`)
  if (Number(kept.bytes ?? 0) + bytes > MOST_KEPT) throw new AppError('conflict', `The shares of the project take ${MOST_KEPT / MB} MB, which is the limit. Revoke one that is no longer used.`)
}

/** What has ended keeps nothing, and is gone after a while. */
function forgetEnded({ db, clock }: ShareParts): void {
  const now = clock.now()
  db.update(shares).set({ content: null, bytes: 0 }).where(and(lte(shares.expiresAt, now), gt(shares.bytes, 0))).run()
  db.delete(shares).where(or(lt(shares.expiresAt, now - LISTED_MS), lt(shares.revokedAt, now - LISTED_MS))).run()
}

function createOpener({ db, clock, identity, hashCost }: ShareParts): Shares['open'] {
  const passwords = createPasswords(hashCost)
  const throttle = createThrottle(clock)

  const isMember = (reader: UserPrincipal, projectId: string) => {
    try {
      return identity.getProject(reader, projectId) !== undefined
    }
    catch {
      return false
    }
  }

  return async (reader, { token, password }, address) => {
    const found = db.select({ row: shares, sharedBy: users.name, publicShares: projects.publicShares }).from(shares)
      .innerJoin(users, eq(users.id, shares.createdBy)).innerJoin(projects, eq(projects.id, shares.projectId))
      .where(eq(shares.tokenHash, hashOfToken(token))).get()
    if (!found) throw notFound('The share')
    const { row, sharedBy, publicShares } = found
    const ofMember = reader !== undefined && isMember(reader, row.projectId)
    if (!(row.audience === 'anyone' && publicShares) && !ofMember) {
      // Who is logged in and no member is told no more than of any other project.
      if (reader) throw notFound('The share')
      return { state: 'login' }
    }
    const state = stateOf(row, clock.now())
    if (state !== 'active' || row.content === null) return { state: state === 'revoked' ? 'revoked' : 'expired' }
    if (row.passwordHash !== null) {
      if (password === undefined) return { state: 'password' }
      throttle.attempt(row.id, address)
      if (!await passwords.verify(password, row.passwordHash)) throw new AppError('forbidden', 'This is not the password of the share.', { issues: [{ path: 'password', message: 'Wrong password' }] })
      throttle.succeeded(row.id, address)
    }
    const frozen = JSON.parse((await unzip(row.content)).toString()) as FrozenResult
    db.update(shares).set({ views: sql`${shares.views} + 1`, lastViewedAt: clock.now() }).where(eq(shares.id, row.id)).run()
    return { state: 'open', title: row.title, sharedBy, expiresAt: new Date(row.expiresAt).toISOString(), frozen, ...ofMember && { projectId: row.projectId } }
  }
}

/** @throws AppError too_large */
async function packed(frozen: FrozenResult): Promise<Buffer> {
  const json = JSON.stringify(frozen)
  if (json.length > MOST_JSON) throw new AppError('too_large', `The result is larger than a share may be, ${MOST_JSON / MB} MB. Share fewer rows.`, { issues: [{ path: 'rows', message: 'Fewer' }] })
  return zip(json)
}
