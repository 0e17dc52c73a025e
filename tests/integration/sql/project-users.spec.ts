/** SQL of users as a ClickHouse user of the project’s own: what it may do is the real engine’s to say. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger, systemClock } from '~~/server/domain/kernel'
import { createQueryService, defaultLimits, type QueryService, type SqlSources } from '~~/server/domain/query'
import { asProject } from '~~/server/domain/query/sql/as-project'
import { createSqlEngine, type SqlEngine } from '~~/server/domain/query/sql/engine'
import { appSchema, createProjectUsers, createStorageClients, createTables, type ProjectUsers, type StorageClients } from '~~/server/domain/storage'
import type { Scope } from '#shared/types/scope'
import { signUp } from '../../fixtures/account'
import { FakeUserDirectory } from '../../fixtures/fake-user-directory'
import { startServer } from '../../fixtures/server'
import { metric, waitUntil } from '../../fixtures/wait'

const DATABASE = 'cordwood'
const never = new AbortController().signal

let fake: FakeUserDirectory
let clients: StorageClients
let users: ProjectUsers
let query: QueryService
/** Milliseconds that the users’ clock is before the others’. */
let later = 0

const scopeOf = (table: string, projectId = 'p'): Scope => ({ projectId, sourceId: table, table, schema: 'app', retentionDays: 36_500, dailyQuotaBytes: null })
const sourcesOf = (names: readonly string[], projectId = 'p'): SqlSources => ({ sources: names.map(name => ({ name, scope: scopeOf(`source_${name}`, projectId) })) })
const own = sourcesOf(['own', 'second', 'unused'])

beforeAll(async () => {
  fake = await FakeUserDirectory.start()
  clients = createStorageClients({ url: fake.url, user: fake.username, password: fake.password, database: DATABASE })
  const tables = createTables(clients.writer, DATABASE)
  for (const name of ['own', 'second', 'other']) {
    await tables.ensure({ table: `source_${name}`, schema: appSchema, retentionDays: 36_500 })
    await clients.writer.insert({ table: `${DATABASE}.source_${name}`, format: 'JSONEachRow', values: [{ Segment: '1', Ordinal: 0, Timestamp: '2026-01-15 12:00:00', ServiceName: 'shop', Body: `line of ${name}` }] })
  }
})
afterAll(async () => {
  await clients?.close()
  await fake?.stop()
})
beforeEach(() => {
  fake.isRefusing = false
  fake.loseUsers()
  fake.statements.length = fake.asked.length = 0
  later = 0
  users = createProjectUsers({ client: clients.writer, clock: { now: () => systemClock.now() + later }, logger: silentLogger })
  query = createQueryService({ client: clients.reader, database: DATABASE, clock: systemClock, users })
})

async function rows(text: string, sources = own): Promise<unknown[][]> {
  const pieces = query.sql(sources, { text }, never)
  const found: unknown[][] = []
  for (;;) {
    const { done, value } = await pieces.next()
    if (done) return found
    if ('row' in value) found.push([...value.row])
  }
}

/** Who ran the statements that have this in them. */
const whoAsked = (part: string) => [...new Set(fake.asked.filter(({ sql }) => sql.includes(part) && !sql.startsWith('EXPLAIN AST')).map(({ user }) => user))]
/** What asks as a project’s user, past the guard. */
const pastTheGuard = (sources = own): SqlEngine => asProject(createSqlEngine(clients.reader, defaultLimits), users, sources, DATABASE)

describe('SQL as a user of the project’s own', () => {
  it('reads the project’s tables, also those that are still to be made, under all its limits', async () => {
    expect(await rows('SELECT Body FROM own UNION ALL SELECT Body FROM second UNION ALL SELECT Body FROM unused')).toEqual(expect.arrayContaining([['line of own'], ['line of second']]))
    expect(whoAsked('`source_own`')).toEqual(['cordwood_p'])
    expect(users.stateOf('p')).toEqual({ user: 'restricted' })
    expect(fake.statements).toEqual([
      expect.stringMatching(/^CREATE USER OR REPLACE `cordwood_p` IDENTIFIED WITH sha256_hash BY '[0-9a-f]{64}' SETTINGS PROFILE 'default', readonly = 2$/),
      ...['own', 'second', 'unused'].map(name => `GRANT SELECT ON \`cordwood\`.\`source_${name}\` TO \`cordwood_p\``),
    ])
  })

  it('answers programs that ask what there is, explains and writes formats', async () => {
    expect(await rows('SELECT table, count() > 5 FROM system.columns GROUP BY table ORDER BY table')).toEqual([['own', 1], ['second', 1], ['unused', 1]])
    expect((await query.sqlPlan(own, { text: 'SELECT count() FROM own WHERE Body IN (SELECT Body FROM second)' }, never)).steps.some(({ read }) => read?.source === 'own')).toBe(true)
    const { stream } = await query.sqlBytes(own, { text: 'SELECT Body FROM own', formatOf: () => 'CSV' }, never)
    expect(Buffer.concat(await stream.toArray() as Buffer[]).toString()).toBe('"line of own"\n')
    expect(whoAsked('`source_own`')).toEqual(['cordwood_p'])
  })

  it.each([
    ['another project’s table', 'SELECT Body FROM cordwood.source_other'], ['a secret of the server', 'SELECT name FROM system.users'], ['a write', 'INSERT INTO cordwood.source_own (Body) VALUES (\'x\')'],
    ['a change', 'ALTER TABLE cordwood.source_own DELETE WHERE 1'], ['a new table', 'CREATE TABLE cordwood.mine (a Int8) ENGINE = Memory'], ['a new user', 'DROP USER cordwood_p'],
    ['an address', 'SELECT * FROM url(\'http://127.0.0.1:1/\', \'CSV\', \'a String\')'], ['a file', 'SELECT * FROM file(\'/etc/passwd\', \'CSV\', \'a String\')'],
  ])('is kept by ClickHouse itself from %s, should the guard let it through', async (_, sql) => {
    await expect(pastTheGuard().rows({ sql }, never)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:164|497)$/) as string })
    expect(whoAsked(sql)).toEqual(['cordwood_p'])
  })

  it('finds by pattern no table but its own', async () => {
    expect(await pastTheGuard().rows({ sql: 'SELECT DISTINCT Body FROM merge(\'cordwood\', \'^source_\') ORDER BY Body' }, never)).toEqual([{ Body: 'line of own' }, { Body: 'line of second' }])
  })

  it('goes with the project’s sources, as they come and go, and with no other project’s', async () => {
    expect(await rows('SELECT Body FROM own', sourcesOf(['own']))).toEqual([['line of own']])
    await expect(pastTheGuard(sourcesOf(['own'])).rows({ sql: 'SELECT 1 FROM cordwood.source_second' }, never)).rejects.toMatchObject({ code: '497' })
    expect(await rows('SELECT Body FROM second', sourcesOf(['own', 'second']))).toEqual([['line of second']])
    expect(await rows('SELECT Body FROM second', sourcesOf(['second']))).toEqual([['line of second']])
    await expect(pastTheGuard(sourcesOf(['second'])).rows({ sql: 'SELECT 1 FROM cordwood.source_own' }, never)).rejects.toMatchObject({ code: '497' })
    expect(await rows('SELECT Body FROM other', sourcesOf(['other'], 'q'))).toEqual([['line of other']])
    expect([fake.names, whoAsked('`source_other`')]).toEqual([['cordwood_p', 'cordwood_q'], ['cordwood_q']])
  })

  it('has its user again when ClickHouse has lost it', async () => {
    await rows('SELECT Body FROM own')
    fake.loseUsers()
    expect(await rows('SELECT Body FROM own')).toEqual([['line of own']])
    expect(whoAsked('`source_own`')).toEqual(['cordwood_p'])
    expect(fake.statements.filter(sql => sql.startsWith('CREATE USER'))).toHaveLength(2)
  })
})

describe('rights that others change', () => {
  it('are given again when a statement is refused', async () => {
    await rows('SELECT Body FROM own')
    fake.revokeAll('cordwood_p')
    later = 10_000
    expect(await rows('SELECT Body FROM own')).toEqual([['line of own']])
    expect(whoAsked('`source_own`')).toEqual(['cordwood_p'])
    expect(fake.statements.filter(sql => sql.startsWith('CREATE USER'))).toHaveLength(2)
  })

  it('are taken away again with the first statement of another minute', async () => {
    await rows('SELECT Body FROM own')
    fake.grant('cordwood_p', 'GRANT SELECT ON cordwood.source_other')
    later = 60_000
    await rows('SELECT Body FROM own')
    await expect(pastTheGuard().rows({ sql: 'SELECT Body FROM cordwood.source_other' }, never)).rejects.toMatchObject({ code: '497' })
    expect(users.stateOf('p')).toEqual({ user: 'restricted' })
  })
})

describe('SQL as Cordwood’s own user', () => {
  it('is what there is where the connection may not make users, and says why', async () => {
    fake.isRefusing = true
    expect(await rows('SELECT Body FROM own')).toEqual([['line of own']])
    expect(await rows('SELECT Body FROM own')).toEqual([['line of own']])
    expect(whoAsked('`source_own`')).toEqual(['cordwood'])
    expect(users.stateOf('p')).toEqual({ user: 'own', reason: 'ClickHouse refuses to make one: ACCESS_DENIED' })
    // Not with each statement.
    expect(fake.statements).toHaveLength(1)
  })

  it('is what there is where the user would have more rights than it was given', async () => {
    await rows('SELECT Body FROM own', sourcesOf(['own']))
    fake.grant('cordwood_p', 'GRANT SELECT ON cordwood.source_other')
    await rows('SELECT Body FROM own')
    expect(users.stateOf('p')).toMatchObject({ user: 'own', reason: expect.stringContaining('other rights') as string })
  })
})

it('the server does so on a ClickHouse server, and its sources’ status says it', async () => {
  const server = await startServer({ env: { CLICKHOUSE_URL: fake.url, CLICKHOUSE_USER: fake.username, CLICKHOUSE_PASSWORD: fake.password, CLICKHOUSE_DATABASE: 'team_logs' } })
  try {
    const { key, cookie, projectId } = await signUp(server.url)
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    expect((await fetch(`${server.url}/ingest`, { method: 'POST', headers, body: JSON.stringify({ message: 'first' }) })).status).toBe(200)
    await waitUntil('it is stored', async () => await metric(server.url, 'cordwood_spool_segments') === 0)
    const { sources } = await (await fetch(`${server.url}/api/v1/projects/${projectId}/sources`, { headers: { cookie } })).json() as { sources: { id: string }[] }
    const status = async () => (await (await fetch(`${server.url}/api/v1/projects/${projectId}/sources/${sources[0]!.id}/status`, { headers })).json() as { status: { sql?: object } }).status.sql
    expect(await status()).toBeUndefined()
    const body = { language: 'sql', query: 'SELECT Body FROM app', start: '2020-01-01T00:00:00Z', end: '2100-01-01T00:00:00Z' }
    const answer = await (await fetch(`${server.url}/api/v1/query`, { method: 'POST', headers, body: JSON.stringify(body) })).json() as { rows: unknown[][] }
    expect(answer.rows).toEqual([['first']])
    expect(await status()).toEqual({ user: 'restricted' })
    expect(await (await fetch(`${server.url}/clickhouse/?default_format=CSV`, { method: 'POST', headers, body: 'SELECT Body FROM app' })).text()).toBe('"first"\n')
    expect([fake.names, whoAsked('SELECT Body FROM `team_logs`')]).toEqual([[`cordwood_${projectId}`], [`cordwood_${projectId}`]])
    expect(server.output()).toContain('runs as a ClickHouse user of its own')
  }
  finally {
    await server.stop()
  }
})
