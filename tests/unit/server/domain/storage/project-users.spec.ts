import { Readable } from 'node:stream'
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { createUserSql, grantSql, revokeSql } from '~~/server/domain/storage/access-statements'
import { createProjectUsers, type ProjectUsers } from '~~/server/domain/storage/project-users'

const table = (name: string) => ({ database: 'cordwood', name })
const denied = () => new ClickHouseError({ message: 'Not enough privileges', code: '497', type: 'ACCESS_DENIED' })

/** ClickHouse as far as users go. */
class FakeClient {
  readonly commands: string[] = []
  policies: { database: string, table: string }[] = []
  readonly = '2'
  /** Undefined: what was granted. */
  grants: string[] | undefined
  fail: (sql: string) => Error | undefined = () => undefined

  async command({ query }: { query: string }): Promise<void> {
    const error = this.fail(query)
    if (error) throw error
    this.commands.push(query)
  }

  async query({ query }: { query: string }): Promise<{ json(): Promise<unknown> }> {
    const error = this.fail(query)
    if (error) throw error
    return { json: async () => query.includes('row_policies') ? this.policies : [{ profiles: ['default', 'o\'clock'] }] }
  }

  async exec({ query, auth }: { query: string, auth: { username: string } }): Promise<{ stream: Readable }> {
    const error = this.fail(query)
    if (error) throw error
    return { stream: Readable.from([Buffer.from(query.startsWith('SHOW GRANTS') ? (this.grants ?? this.granted(auth.username)).map(line => `${line}\n`).join('') : `${this.readonly}\n`)]) }
  }

  private granted(user: string): string[] {
    const held = new Set<string>()
    for (const sql of this.commands) {
      if (sql.startsWith('CREATE')) held.clear()
      else if (sql.startsWith('GRANT')) held.add(/ON (\S+)/.exec(sql)![1]!)
      else held.delete(/ON (\S+)/.exec(sql)![1]!)
    }
    return [...held].map(name => `GRANT SELECT ON ${name} TO ${user}`)
  }
}

let fake: FakeClient
let users: ProjectUsers
let now: number
const warn = vi.fn()

beforeEach(() => {
  fake = new FakeClient()
  now = 0
  warn.mockClear()
  users = createProjectUsers({ client: fake as unknown as ClickHouseClient, clock: { now: () => now }, logger: { ...silentLogger, info: () => {}, warn } })
})

const created = () => fake.commands.filter(sql => sql.startsWith('CREATE USER')).length

describe('the statements', () => {
  it('quote every name', () => {
    const odd = { database: 'a`b', name: 'c\\d` TO evil --' }
    expect(grantSql('u', odd)).toBe('GRANT SELECT ON `a\\`b`.`c\\\\d\\` TO evil --` TO `u`')
    expect(revokeSql('u', odd)).toBe('REVOKE SELECT ON `a\\`b`.`c\\\\d\\` TO evil --` FROM `u`')
    expect(createUserSql('u`', 'ab', ['o\'clock'])).toBe('CREATE USER OR REPLACE `u\\`` IDENTIFIED WITH sha256_hash BY \'ab\' SETTINGS PROFILE \'o\\\'clock\', readonly = 2')
  })
})

describe('a project’s user', () => {
  it('is made once, with the profiles of ours and a password that is never sent', async () => {
    const logins = await Promise.all([1, 2, 3].map(() => users.loginOf('p', [table('a'), table('b'), table('a')])))
    expect(fake.commands).toEqual([
      expect.stringMatching(/^CREATE USER OR REPLACE `cordwood_p` IDENTIFIED WITH sha256_hash BY '[0-9a-f]{64}' SETTINGS PROFILE 'default', PROFILE 'o\\'clock', readonly = 2$/),
      'GRANT SELECT ON `cordwood`.`a` TO `cordwood_p`', 'GRANT SELECT ON `cordwood`.`b` TO `cordwood_p`',
    ])
    expect(new Set(logins.map(login => login!.password)).size).toBe(1)
    expect(fake.commands.join(' ')).not.toContain(logins[0]!.password)
    expect((await users.loginOf('q', [table('c')]))!.password).not.toBe(logins[0]!.password)
    expect(warn).not.toHaveBeenCalled()
  })

  it('is given and loses tables as sources come and go', async () => {
    const first = await users.loginOf('p', [table('a'), table('b')])
    expect(await users.loginOf('p', [table('b'), table('c')])).toEqual(first)
    expect(fake.commands.slice(3)).toEqual(['REVOKE SELECT ON `cordwood`.`a` FROM `cordwood_p`', 'GRANT SELECT ON `cordwood`.`c` TO `cordwood_p`'])
  })

  it('is made anew when it is lost, once for all who found out', async () => {
    const login = (await users.loginOf('p', [table('a')]))!
    users.forget('p', login)
    const next = (await users.loginOf('p', [table('a')]))!
    users.forget('p', login)
    expect(await users.loginOf('p', [table('a')])).toEqual(next)
    expect([created(), next.password === login.password]).toEqual([2, false])
  })

  it.each<[string, () => void, RegExp]>([
    ['a right is missing', () => void (fake.fail = sql => sql.startsWith('GRANT') ? denied() : undefined), /ACCESS_DENIED/],
    ['row policies can’t be seen', () => void (fake.fail = sql => sql.includes('row_policies') ? denied() : undefined), /ACCESS_DENIED/],
    ['a table has a row policy', () => void (fake.policies = [{ database: 'other', table: 'a' }, { database: 'cordwood', table: 'a' }]), /row policy/],
    ['the database has one', () => void (fake.policies = [{ database: 'cordwood', table: '' }]), /row policy/],
    ['it could write', () => void (fake.readonly = '0'), /may write/],
    ['it has another right', () => void (fake.grants = ['GRANT SELECT ON cordwood.a TO cordwood_p', 'GRANT SELECT ON *.* TO cordwood_p']), /other rights/],
    ['it has another table', () => void (fake.grants = ['a', 'b'].map(name => `GRANT SELECT ON cordwood.${name} TO cordwood_p`)), /other rights/],
    ['it lacks its right', () => void (fake.grants = []), /other rights/],
    ['it has a role', () => void (fake.grants = ['GRANT everything TO cordwood_p']), /other rights/],
    ['all tables are granted', () => void (fake.grants = ['GRANT SELECT ON *.* TO cordwood_p']), /other rights/],
    ['it may give its right to others', () => void (fake.grants = ['GRANT SELECT ON cordwood.a TO cordwood_p WITH GRANT OPTION']), /other rights/],
  ])('is not there where %s: that is told, and tried again after a while', async (_, arrange, reason) => {
    const fine = { fail: fake.fail, readonly: fake.readonly, grants: fake.grants, policies: fake.policies }
    arrange()
    expect([await users.loginOf('p', [table('a')]), await users.loginOf('p', [table('a')])]).toEqual([undefined, undefined])
    expect(users.stateOf('p')).toEqual({ user: 'own', reason: expect.stringMatching(reason) as string })
    expect(warn).toHaveBeenCalledTimes(1)
    Object.assign(fake, fine)
    now = 10 * 60_000 - 1
    expect(await users.loginOf('p', [table('a')])).toBeUndefined()
    now += 1
    expect(await users.loginOf('p', [table('a')])).toMatchObject({ username: 'cordwood_p' })
    expect(users.stateOf('p')).toEqual({ user: 'restricted' })
  })

  it('is looked at again after a minute: a row policy that was made later ends it', async () => {
    await users.loginOf('p', [table('a')])
    fake.policies = [{ database: 'cordwood', table: 'a' }]
    now = 60_000 - 1
    expect(await users.loginOf('p', [table('a')])).toMatchObject({ username: 'cordwood_p' })
    now += 1
    expect(await users.loginOf('p', [table('a')])).toBeUndefined()
    expect(users.stateOf('p')).toMatchObject({ user: 'own', reason: expect.stringMatching(/row policy/) as string })
  })

  it.each<[string, () => void]>([
    ['a right that it was not given', () => void (fake.grants = ['GRANT SELECT ON *.* TO cordwood_p'])],
    ['lost one', () => void (fake.grants = [])],
    ['another password', () => void (fake.fail = sql => sql.startsWith('SHOW GRANTS') && created() < 2 ? new ClickHouseError({ message: 'no', code: '516', type: 'AUTHENTICATION_FAILED' }) : undefined)],
  ])('is made anew where it has %s after a minute, and else left as it is', async (_, change) => {
    const login = (await users.loginOf('p', [table('a')]))!
    now = 60_000
    expect(await users.loginOf('p', [table('a')])).toEqual(login)
    expect(fake.commands).toHaveLength(2)
    change()
    const command = fake.command.bind(fake)
    fake.command = async (asked) => {
      if (asked.query.startsWith('CREATE')) fake.grants = undefined
      return command(asked)
    }
    now = 120_000
    expect((await users.loginOf('p', [table('a')]))!.password).not.toBe(login.password)
    expect(created()).toBe(2)
  })

  it('is looked at again when a statement of its was refused, but not each time', async () => {
    const login = (await users.loginOf('p', [table('a')]))!
    fake.policies = [{ database: 'cordwood', table: 'a' }]
    expect(users.doubt('p', login)).toBe(false)
    expect(await users.loginOf('p', [table('a')])).toEqual(login)
    now = 5000
    expect(users.doubt('p', login)).toBe(true)
    expect(await users.loginOf('p', [table('a')])).toBeUndefined()
  })

  it('is not given up because ClickHouse can’t be reached: the statement fails', async () => {
    fake.fail = () => new Error('connect ECONNREFUSED')
    await expect(users.loginOf('p', [table('a')])).rejects.toThrow('ECONNREFUSED')
    expect(users.stateOf('p')).toBeUndefined()
    fake.fail = () => undefined
    expect(await users.loginOf('p', [table('a')])).toMatchObject({ username: 'cordwood_p' })
    // Half done: from the beginning again.
    fake.fail = sql => sql.includes('`c`') ? new Error('connect ECONNREFUSED') : undefined
    await expect(users.loginOf('p', [table('b'), table('c')])).rejects.toThrow('ECONNREFUSED')
    fake.fail = () => undefined
    await users.loginOf('p', [table('b'), table('c')])
    expect(created()).toBe(2)
  })
})
