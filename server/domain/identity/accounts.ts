import { count, eq, sql } from 'drizzle-orm'
import type { Role, User } from '#shared/schemas/auth'
import { tables, type Database } from '~~/db/sqlite'
import type { Audit } from '../audit'
import { AppError, ksuid, type Clock } from '../kernel'
import { IMMEDIATE, insertProject } from './project-rows'
import type { AddressBudget } from './address-budget'
import type { Passwords } from './passwords'
import type { Throttle } from './throttle'
import type { Accounts, LoggedIn } from './types'

export interface AccountParts {
  db: Database
  clock: Clock
  audit: Audit
  passwords: Passwords
  throttle: Throttle
  /** Sign-ups of one address, refused ones as well: they tell which accounts there are. */
  signUps: AddressBudget
  openSignup: boolean
}

type UserRow = typeof tables.users.$inferSelect
const FIRST_PROJECT = 'My project'

/** Sign-up, login and what belongs to one account. */
export function createAccounts(parts: AccountParts): Accounts {
  const { db } = parts
  const sessionOf = db.select({ role: tables.users.role, version: tables.users.sessionVersion }).from(tables.users)
    .where(eq(tables.users.id, sql.placeholder('id'))).prepare()

  return {
    needsFirstUser: () => isEmpty(db),
    signupOpen: () => parts.openSignup || isEmpty(db),
    signUp: signUpWith(parts),
    logIn: logInWith(parts),
    changePassword: changePasswordWith(parts),
    ensureAdmin: admin => ensureAdmin(parts, admin),

    updateProfile(user, request, address) {
      return db.transaction(() => {
        const row = db.update(tables.users).set({ name: request.name }).where(eq(tables.users.id, user.userId)).returning().get()
        if (!row) throw accountGone()
        parts.audit.append({ action: 'user.profile_changed', actorId: row.id, targetId: row.id, address })
        return toUser(row)
      }, IMMEDIATE)
    },
    me: user => toUser(rowOf(db, user.userId)),
    authenticateSession({ userId, sessionVersion }) {
      const row = sessionOf.get({ id: userId })
      return row && row.version === sessionVersion ? { kind: 'user', userId, role: row.role } : undefined
    },
  }
}

function signUpWith(parts: AccountParts): Accounts['signUp'] {
  const { db, audit, clock, passwords, signUps } = parts
  const refuse = (email: string) => {
    if (!parts.openSignup && !isEmpty(db)) {
      throw new AppError('forbidden', 'Sign-up is closed here. Ask your administrator for an account.')
    }
    if (findByEmail(db, email)) {
      throw new AppError('conflict', 'There is an account with this e-mail address already. Log in instead.')
    }
  }
  return async (request, address) => {
    signUps.check(address)
    signUps.take(address)
    refuse(request.email)
    const passwordHash = await passwords.hash(request.password)
    return db.transaction(() => {
      // Asked again: while the password was being hashed, another sign-up may have come first.
      refuse(request.email)
      const row = insertUser(parts, { ...request, passwordHash, role: isEmpty(db) ? 'admin' : 'operator' })
      audit.append({ action: 'user.signup', actorId: row.id, targetId: row.id, address, details: { role: row.role } })
      const project = insertProject({ db, clock, audit }, row.id, FIRST_PROJECT, address)
      return { ...loggedIn(row), project }
    }, IMMEDIATE)
  }
}

function logInWith({ db, audit, passwords, throttle }: AccountParts): Accounts['logIn'] {
  return async ({ email, password }, address) => {
    throttle.attempt(email, address)
    const row = findByEmail(db, email)
    if (!await passwords.verify(password, row?.passwordHash) || !row) {
      // The address that was typed stays out of the trail: people type passwords into the wrong field.
      audit.append({ action: 'user.login_failed', address, ...(row ? { targetId: row.id } : {}) })
      throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.')
    }
    throttle.succeeded(email, address)
    if (passwords.isOutdated(row.passwordHash)) {
      // Only if it is still the one that was checked: a password change may have come in between.
      const passwordHash = await passwords.hash(password)
      db.$client.prepare('UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?')
        .run(passwordHash, row.id, row.passwordHash)
    }
    audit.append({ action: 'user.login', actorId: row.id, targetId: row.id, address })
    return loggedIn(row)
  }
}

function changePasswordWith({ db, audit, passwords, throttle }: AccountParts): Accounts['changePassword'] {
  return async (user, { currentPassword, newPassword }, address) => {
    throttle.attempt(user.userId, address)
    const before = rowOf(db, user.userId)
    if (!await passwords.verify(currentPassword, before.passwordHash)) {
      throw new AppError('bad_request', 'The current password is wrong.', {
        issues: [{ path: 'currentPassword', message: 'This is not your current password' }],
      })
    }
    throttle.succeeded(user.userId, address)
    const passwordHash = await passwords.hash(newPassword)
    return db.transaction(() => {
      const current = rowOf(db, user.userId)
      if (current.passwordHash !== before.passwordHash) {
        throw new AppError('conflict', 'The password was changed elsewhere meanwhile. Log in again.')
      }
      const row = db.update(tables.users).set({ passwordHash, sessionVersion: current.sessionVersion + 1 })
        .where(eq(tables.users.id, user.userId)).returning().get()
      audit.append({ action: 'user.password_changed', actorId: row.id, targetId: row.id, address })
      return loggedIn(row)
    }, IMMEDIATE)
  }
}

function ensureAdmin(parts: AccountParts, admin: { email: string, password: string } | undefined): void {
  const { db, clock, audit, passwords } = parts
  if (!admin || !isEmpty(db)) return
  const passwordHash = passwords.hashSync(admin.password)
  db.transaction(() => {
    if (!isEmpty(db)) return
    const row = insertUser(parts, { email: admin.email.trim().toLowerCase(), passwordHash, role: 'admin' })
    audit.append({ action: 'user.signup', actorId: row.id, targetId: row.id, details: { role: 'admin', from: 'settings' } })
    insertProject({ db, clock, audit }, row.id, FIRST_PROJECT, undefined, { withKey: false })
  }, IMMEDIATE)
}

function insertUser(
  { db, clock }: AccountParts,
  user: { email: string, name?: string | undefined, passwordHash: string, role: Role },
): UserRow {
  return db.insert(tables.users).values({
    id: ksuid(clock.now()),
    email: user.email,
    name: user.name || user.email.split('@')[0]!,
    role: user.role,
    passwordHash: user.passwordHash,
    createdAt: clock.now(),
  }).returning().get()
}

const isEmpty = (db: Database) => db.select({ n: count() }).from(tables.users).get()!.n === 0
const findByEmail = (db: Database, email: string) => db.select().from(tables.users).where(eq(tables.users.email, email)).get()

function rowOf(db: Database, id: string): UserRow {
  const row = db.select().from(tables.users).where(eq(tables.users.id, id)).get()
  if (!row) throw accountGone()
  return row
}

const accountGone = () => new AppError('unauthenticated', 'This account no longer exists. Log in again.')

const loggedIn = (row: UserRow): LoggedIn => ({
  user: toUser(row),
  session: { userId: row.id, sessionVersion: row.sessionVersion },
})

const toUser = (row: UserRow): User => ({
  id: row.id, email: row.email, name: row.name, role: row.role, createdAt: new Date(row.createdAt).toISOString(),
})
