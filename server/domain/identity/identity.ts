import { tables, type Database } from '~~/db/sqlite'
import type { Audit } from '../audit'
import type { Clock } from '../kernel'
import { createAccess } from './access'
import { createAccounts } from './accounts'
import { createAddressBudget } from './address-budget'
import { customTableOf } from './custom-tables'
import { createKeyRing } from './keys'
import { createPasswords, type HashCost } from './passwords'
import { tableOf } from './project-rows'
import { createProjects } from './projects'
import { createThrottle } from './throttle'
import type { Identity } from './types'

export interface IdentityParts {
  db: Database
  clock: Clock
  audit: Audit
  /** Whether anyone may sign up once there is a first account. */
  openSignup: boolean
  /** Cheaper hashing, for tests only. */
  hashCost?: HashCost
}

/** Users, sessions, projects, sources, API keys: everything about who may do what. */
export function createIdentity({ db, clock, audit, openSignup, hashCost }: IdentityParts): Identity {
  const keyRing = createKeyRing(db, clock)
  const access = createAccess(db)
  return {
    ...createAccounts({
      db, clock, audit, openSignup, passwords: createPasswords(hashCost), throttle: createThrottle(clock),
      signUps: createAddressBudget({ clock, burst: 60, backAfterMs: 60_000, what: 'sign-ups' }),
    }),
    ...createProjects({ db, clock, audit }, access, keyRing),
    authenticateKey: keyRing.authenticate,
    askerIn: access.askerIn,
    scopeOf: access.scopeOf,
    readScopeOf: access.readScopeOf,
    scopeOfSource: access.scopeOfSource,
    ownLogScope: access.ownLogScope,
    listenerScope: access.listenerScope,
    requireOperator: access.requireOperator,
    mayAdminister: access.mayAdminister,
    allDeadLetterDays: () => db.select({ projectId: tables.projects.id, days: tables.projects.deadLetterDays }).from(tables.projects).all(),
    allSources: () => db.select().from(tables.sources).all()
      .map(({ id, projectId, retentionDays, definition }) =>
        ({ id, projectId, table: tableOf(id), retentionDays, ...(definition === null ? {} : { custom: customTableOf(id, definition) }) })),
  }
}
