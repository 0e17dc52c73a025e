import { Readable } from 'node:stream'
import { ClickHouseError } from '@clickhouse/client'
import { describe, expect, it } from 'vitest'
import type { CustomTable } from '#shared/types/custom-table'
import type { Scope } from '#shared/types/scope'
import type { SqlSources } from '~~/server/domain/query'
import { asProject } from '~~/server/domain/query/sql/as-project'
import { engineWith, type SqlEngine } from '~~/server/domain/query/sql/engine'
import type { Login, ProjectUsers } from '~~/server/domain/storage'

const scope: Scope = { projectId: 'p', sourceId: 's', table: 'source_s', schema: 'app', retentionDays: 30, dailyQuotaBytes: null }
const custom: CustomTable = { database: 'shop', table: 'orders', owned: false, hasIdentity: true, columns: [], mapping: { time: 't', body: 'b', fields: {} } }
const sources: SqlSources = { sources: [{ name: 'app', scope }, { name: 'mine', scope: { ...scope, schema: 'custom', custom } }] }
const error = (code: string) => new ClickHouseError({ message: 'refused', code, type: 'X' })
const never = new AbortController().signal

function open(answers: (ClickHouseError | undefined)[], logins: (Login | undefined)[], mayDoubt = false) {
  const [asked, forgotten]: [(string | undefined)[], string[]] = [[], []]
  const engine: SqlEngine = engineWith(async ({ login }) => {
    asked.push(login?.password)
    const answer = answers.shift()
    if (answer) throw answer
    return { stream: Readable.from([Buffer.from('{"a":1}\n')]), headers: {} }
  })
  const tables: unknown[] = []
  const users: ProjectUsers = {
    async loginOf(project, of) {
      tables.push([project, of])
      return logins.shift()
    },
    forget: (_project, { password }) => void forgotten.push(password),
    doubt: () => mayDoubt,
    stateOf: () => undefined,
  }
  return { asked, forgotten, tables, as: (all = sources) => asProject(engine, users, all, 'cordwood') }
}
const login = (password: string): Login => ({ username: 'cordwood_p', password })

describe('a statement as the project’s user', () => {
  it('may read the tables of its sources, the users’ own where they are', async () => {
    const { as, asked, tables } = open([], [login('1')])
    expect(await as().rows({ sql: 'SELECT 1' }, never)).toEqual([{ a: 1 }])
    expect([asked, tables]).toEqual([['1'], [['p', [{ database: 'cordwood', name: 'source_s' }, { database: 'shop', name: 'orders' }]]]])
  })

  it.each(['192', '516'])('is asked again when ClickHouse does not know the user (%s), and then as Cordwood’s own', async (code) => {
    const { as, asked, forgotten } = open([error(code), error(code)], [login('1'), login('2'), login('3')])
    await as().rows({ sql: 'SELECT 1' }, never)
    expect([asked, forgotten]).toEqual([['1', '2', undefined], ['1', '2']])
  })

  it('is never asked as another when it may not do what it does', async () => {
    const { as, asked } = open([error('497')], [login('1'), login('2')])
    await expect(as().rows({ sql: 'SELECT 1' }, never)).rejects.toMatchObject({ code: '497' })
    expect(asked).toEqual(['1'])
  })

  it('that may not do what it does is asked again once, where its rights are looked at again', async () => {
    const { as, asked } = open([error('497')], [login('1'), login('2')], true)
    expect(await as().rows({ sql: 'SELECT 1' }, never)).toEqual([{ a: 1 }])
    const { as: asRefused, asked: refused } = open([error('497'), error('497'), error('497')], [login('1'), login('1'), login('1')], true)
    await expect(asRefused().rows({ sql: 'SELECT 1' }, never)).rejects.toMatchObject({ code: '497' })
    expect([asked, refused]).toEqual([['1', '2'], ['1', '1']])
  })

  it('is Cordwood’s own where there is no such user, or no source', async () => {
    const { as, asked, tables } = open([error('516')], [undefined])
    await expect(as().rows({ sql: 'SELECT 1' }, never)).rejects.toMatchObject({ code: '516' })
    await as({ sources: [] }).rows({ sql: 'SELECT 1' }, never)
    expect([asked, tables.length]).toEqual([[undefined, undefined], 1])
  })
})
