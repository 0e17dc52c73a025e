import { text } from 'node:stream/consumers'
import type { ClickHouseClient } from '@clickhouse/client'
import { quoteName, quoteText } from './custom/quote'
import { UnfitUser } from './unfit-user'

/** With what a statement signs itself in. */
export interface Login { readonly username: string, readonly password: string }

/** A table that a user may read. */
export interface TableOfUser { readonly database: string, readonly name: string }

const PATIENCE_MS = 10_000

/** https://clickhouse.com/docs/sql-reference/statements/grant. ON takes no parameters, so names are quoted. */
export const grantSql = (user: string, { database, name }: TableOfUser) => `GRANT SELECT ON ${quoteName(database)}.${quoteName(name)} TO ${quoteName(user)}`
export const revokeSql = (user: string, { database, name }: TableOfUser) => `REVOKE SELECT ON ${quoteName(database)}.${quoteName(name)} FROM ${quoteName(user)}`

/**
 * https://clickhouse.com/docs/sql-reference/statements/create/user. With `readonly = 2` nothing can be written, and the
 * limits of a statement can be set with it; `readonly = 1` would not let them. The password goes as its hash: statements
 * are logged. A user of before has its rights taken.
 */
export const createUserSql = (user: string, hash: string, profiles: readonly string[]) =>
  `CREATE USER OR REPLACE ${quoteName(user)} IDENTIFIED WITH sha256_hash BY ${quoteText(hash)} SETTINGS ${[...profiles.map(profile => `PROFILE ${quoteText(profile)}`), 'readonly = 2'].join(', ')}`

/** What is asked of ClickHouse about users. Each throws what the client does, and UnfitUser. */
export function accessStatements(client: ClickHouseClient) {
  const rows = async <Row>(query: string, query_params: Record<string, unknown> = {}): Promise<Row[]> => {
    const result = await client.query({ query, query_params, format: 'JSONEachRow', abort_signal: AbortSignal.timeout(PATIENCE_MS) })
    return result.json<Row>()
  }
  return {
    /** Policies say who sees which rows by the user’s name: another user would see others. */
    async refuseRowPolicies(tables: readonly TableOfUser[]): Promise<void> {
      const found = await rows<{ database: string, table: string }>(
        'SELECT database, table FROM system.row_policies WHERE database IN {databases:Array(String)} AND table IN {tables:Array(String)}',
        { databases: tables.map(({ database }) => database), tables: ['', ...tables.map(({ name }) => name)] },
      )
      const isMeant = ({ database, name }: TableOfUser) => found.some(policy => policy.database === database && (policy.table === '' || policy.table === name))
      if (tables.some(isMeant)) throw new UnfitUser('A table of the project has a row policy, which another user would not have')
    },
    /** With the settings profiles of Cordwood’s own user. */
    async create(user: string, hash: string): Promise<void> {
      const [own] = await rows<{ profiles: string[] }>('SELECT currentProfiles() AS profiles')
      await client.command({ query: createUserSql(user, hash, own!.profiles) })
    },
    async change(statements: readonly string[]): Promise<void> {
      for (const query of statements) await client.command({ query })
    },
    /** Asks as the user itself: it can sign itself in, writes nothing, and may read so many tables and nothing else. */
    async check(auth: Login, tables: number): Promise<void> {
      const ask = async (query: string) => {
        const { stream } = await client.exec({ query, auth, abort_signal: AbortSignal.timeout(PATIENCE_MS) })
        return (await text(stream)).split('\n').filter(line => line !== '')
      }
      const [mode] = await ask('SELECT getSetting(\'readonly\') FORMAT TSV')
      if (mode !== '2') throw new UnfitUser('A user who was to read only may write')
      const grants = await ask('SHOW GRANTS FORMAT TSVRaw')
      if (grants.length !== tables || !grants.every(grant => /^GRANT SELECT ON [^*]+ TO \S+$/.test(grant))) throw new UnfitUser('A user who was to read the project’s tables has other rights than these')
    },
  }
}

export type AccessStatements = ReturnType<typeof accessStatements>
