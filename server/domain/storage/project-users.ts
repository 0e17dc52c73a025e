import { createHash, randomBytes } from 'node:crypto'
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import type { Clock, Logger } from '../kernel'
import { accessStatements, grantSql, revokeSql, type AccessStatements, type Login, type TableOfUser } from './access-statements'
import { UnfitUser } from './unfit-user'

/** As whom SQL of a project runs. */
export interface ProjectUserState {
  /** restricted: as a user of the project’s own, who may read its tables alone; own: as Cordwood’s. */
  readonly user: 'restricted' | 'own'
  /** Why not as a restricted one. */
  readonly reason?: string
}

/** ClickHouse users, one a project, who may read the project’s tables and nothing else (docs/adr/0008-restricted-user.md). */
export interface ProjectUsers {
  /**
   * The project’s user, made and given its rights where that is still to be done. Undefined where there can be none: the
   * statement runs as Cordwood’s own user then, as the guard lets it.
   * @throws what the client does, where ClickHouse can’t be reached
   */
  loginOf(projectId: string, tables: readonly TableOfUser[]): Promise<Login | undefined>
  /** ClickHouse doesn’t know a login: it lost its users, or somebody has changed this one. */
  forget(projectId: string, login: Login): void
  /**
   * ClickHouse has refused a statement of a login: its rights may be others now. They are looked at with the next
   * statement, but for those that were just now. @returns whether they will be
   */
  doubt(projectId: string, login: Login): boolean
  /** Undefined before the first statement. */
  stateOf(projectId: string): ProjectUserState | undefined
}

export interface ProjectUsersOptions {
  readonly client: ClickHouseClient
  readonly clock: Clock
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

/** After which a project whose user could not be made is tried again. */
const AGAIN_MS = 10 * 60_000

/** After which it is looked whether rights and row policies are what they were: others may change them. */
const LOOK_MS = 60_000
/** A statement that is refused has them looked at again, no sooner than so long after the last time. */
const DOUBT_MS = 5000

interface Known { readonly login: Login, readonly tables: ReadonlyMap<string, TableOfUser>, lookedAt: number }
interface Refusal { readonly reason: string, readonly at: number }

/** Users that are made by Cordwood’s own, whose rights decide whether there are any. */
export function createProjectUsers({ client, clock, logger }: ProjectUsersOptions): ProjectUsers {
  const statements = accessStatements(client)
  const known = new Map<string, Known>()
  const refusals = new Map<string, Refusal>()
  const turns = new Map<string, Promise<Login | undefined>>()

  async function bring(projectId: string, tables: ReadonlyMap<string, TableOfUser>): Promise<Login | undefined> {
    const refusal = refusals.get(projectId)
    if (refusal && clock.now() - refusal.at < AGAIN_MS) return undefined
    const before = known.get(projectId)
    const isSameTables = before !== undefined && isSame(before.tables, tables)
    if (isSameTables && clock.now() - before.lookedAt < LOOK_MS) return before.login
    // Until it is done, nobody is to read as this user.
    known.delete(projectId)
    try {
      await statements.refuseRowPolicies([...tables.values()])
      const isStill = isSameTables && await isUnchanged(statements, before)
      // Of one that somebody has changed nothing is known: it is made anew.
      const login = isStill ? before.login : await bringUser(statements, projectId, isSameTables ? undefined : before, tables)
      known.set(projectId, { login, tables, lookedAt: clock.now() })
      refusals.delete(projectId)
      if (!isStill) logger.info({ project: projectId, user: login.username, tables: tables.size }, 'SQL of the project runs as a ClickHouse user of its own')
      return login
    }
    catch (error) {
      const reason = reasonOf(error)
      if (reason === undefined) throw error
      refusals.set(projectId, { reason, at: clock.now() })
      logger.warn({ err: error, project: projectId, reason }, 'SQL of the project runs as Cordwood’s own ClickHouse user')
      return undefined
    }
  }

  return {
    loginOf(projectId, given) {
      const tables = new Map(given.map(table => [JSON.stringify([table.database, table.name]), table]))
      // One after the other: each changes the rights of the same user.
      const turn = (turns.get(projectId) ?? Promise.resolve()).then(() => bring(projectId, tables), () => bring(projectId, tables))
      turns.set(projectId, turn)
      return turn
    },
    forget(projectId, { password }) {
      if (known.get(projectId)?.login.password === password) known.delete(projectId)
    },
    doubt(projectId, { password }) {
      const found = known.get(projectId)
      // Else somebody has had them looked at meanwhile.
      return found?.login.password !== password || isToBeLookedAt(found, clock.now())
    },
    stateOf(projectId) {
      const refusal = refusals.get(projectId)
      if (refusal) return { user: 'own', reason: refusal.reason }
      return known.has(projectId) ? { user: 'restricted' } : undefined
    },
  }
}

/** Makes it, or gives it what has come and takes what has gone. */
async function bringUser(statements: AccessStatements, projectId: string, before: Known | undefined, tables: ReadonlyMap<string, TableOfUser>): Promise<Login> {
  const login = before?.login ?? await make(statements, projectId)
  await statements.change(changes(login.username, before?.tables ?? new Map<string, TableOfUser>(), tables))
  await statements.check(login, tables.size)
  return login
}

/** Whether a user is what it was: it signs itself in, and has the rights that it was given. */
async function isUnchanged(statements: AccessStatements, { login, tables }: Known): Promise<boolean> {
  try {
    await statements.check(login, tables.size)
    return true
  }
  catch (error) {
    if (error instanceof UnfitUser || error instanceof ClickHouseError) return false
    throw error
  }
}

function isToBeLookedAt(known: Known, now: number): boolean {
  if (now - known.lookedAt < DOUBT_MS) return false
  known.lookedAt = -Infinity
  return true
}

async function make(statements: AccessStatements, projectId: string): Promise<Login> {
  const login = { username: `cordwood_${projectId}`, password: randomBytes(32).toString('base64url') }
  await statements.create(login.username, createHash('sha256').update(login.password).digest('hex'))
  return login
}

const isSame = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>) => a.size === b.size && [...a.keys()].every(key => b.has(key))

function changes(user: string, before: ReadonlyMap<string, TableOfUser>, now: ReadonlyMap<string, TableOfUser>): string[] {
  const [gone, come] = [[...before].filter(([key]) => !now.has(key)), [...now].filter(([key]) => !before.has(key))]
  return [...gone.map(([, table]) => revokeSql(user, table)), ...come.map(([, table]) => grantSql(user, table))]
}

/** Undefined for what says nothing of rights: that ClickHouse is away. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof UnfitUser) return error.message
  return error instanceof ClickHouseError ? `ClickHouse refuses to make one: ${error.type ?? error.code}` : undefined
}
