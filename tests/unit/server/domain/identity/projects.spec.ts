import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UpdateSourceRequest } from '#shared/schemas/projects'
import { tables } from '~~/db/sqlite'
import type { KeyPrincipal, UserPrincipal } from '~~/server/domain/identity'
import { ADDRESS, createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
let admin: Awaited<ReturnType<TestIdentity['join']>>
let ada: typeof admin
let bob: typeof admin
beforeEach(async () => {
  test = createTestIdentity()
  admin = await test.join('admin@b.co')
  ada = await test.join('ada@b.co')
  bob = await test.join('bob@b.co')
})
afterEach(() => test.close())
const code = (value: string) => expect.objectContaining({ code: value })
const sourceOf = (who: typeof ada) => test.identity.listSources(who.user, who.projectId)[0]!
const keyOf = (who: typeof ada): KeyPrincipal => test.identity.authenticateKey(who.key)!
const addMember = (projectId: string, user: UserPrincipal, role: 'operator' | 'viewer') =>
  test.db.insert(tables.projectMembers).values({ projectId, userId: user.userId, role, createdAt: 1 }).run()

const strangeIds = ['', '0'.repeat(27), '__proto__', 'constructor', '\' OR \'1\'=\'1', 'x'.repeat(100_000), '../..', '\0']

describe('the limits of queries', () => {
  it('are those of the lesser role: in the installation, in the project', () => {
    addMember(ada.projectId, bob.user, 'viewer')
    const { identity } = test
    expect(identity.askerIn(bob.user, ada.projectId)).toBe('viewer')
    expect(identity.askerIn(bob.user, bob.projectId)).toBe('operator')
    expect(identity.askerIn({ ...ada.user, role: 'viewer' }, ada.projectId)).toBe('viewer')
    expect(identity.askerIn(admin.user, ada.projectId)).toBe('admin')
    expect(identity.askerIn(keyOf(ada), ada.projectId)).toBe('key')
  })

  it('are those in the only project where none is named, and of the installation in all others', () => {
    const { identity } = test
    expect(identity.askerIn(ada.user)).toBe('operator')
    test.db.update(tables.projectMembers).set({ role: 'viewer' }).where(eq(tables.projectMembers.userId, ada.user.userId)).run()
    expect(identity.askerIn(ada.user)).toBe('viewer')
    addMember(bob.projectId, ada.user, 'operator')
    expect(identity.askerIn(ada.user)).toBe('operator')
    for (const id of strangeIds) expect(identity.askerIn(ada.user, id)).toBe('operator')
  })
})

describe('projects', () => {
  it('are seen by their members, by their keys, and all of them by administrators', () => {
    expect(test.identity.listProjects(ada.user).map(({ id }) => id)).toEqual([ada.projectId])
    expect(test.identity.listProjects(keyOf(ada)).map(({ id }) => id)).toEqual([ada.projectId])
    expect(test.identity.listProjects(admin.user)).toHaveLength(3)
  })

  it('come with a source and a key that works', () => {
    const made = test.identity.createProject(ada.user, { name: 'Robert\'); DROP TABLE projects; --' }, ADDRESS)
    expect(made.project.name).toBe('Robert\'); DROP TABLE projects; --')
    expect(test.identity.authenticateKey(made.apiKey.key)).toMatchObject({ projectId: made.project.id })
    expect(test.identity.listSources(ada.user, made.project.id)).toEqual([made.source])
    expect(test.audit.list({ projectId: made.project.id }).map(entry => entry.action)).toEqual(['key.created', 'source.created', 'project.created'])
  })

  it('keep their dead letters for as long as an operator says, with a trail of what it was', () => {
    expect(test.identity.getProject(ada.user, ada.projectId).deadLetterDays).toBe(30)
    const change = (deadLetterDays: number) => test.identity.updateProject(ada.user, ada.projectId, { deadLetterDays }, ADDRESS)
    expect(change(7).deadLetterDays).toBe(7)
    change(7)
    expect(test.identity.updateProject(ada.user, ada.projectId, {}, ADDRESS).deadLetterDays).toBe(7)
    expect(test.identity.getProject(bob.user, bob.projectId).deadLetterDays).toBe(30)
    expect(test.identity.allDeadLetterDays()).toContainEqual({ projectId: ada.projectId, days: 7 })
    const trail = test.audit.list({ projectId: ada.projectId }).filter(entry => entry.action === 'project.changed')
    expect(trail.map(({ details, actorId }) => ({ details, actorId }))).toEqual([{ details: { name: 'My project', deadLetterDays: '30 → 7' }, actorId: ada.user.userId }])
  })

  it('are at most 100 for one maker', () => {
    for (let i = 1; i < 100; i++) test.identity.createProject(ada.user, { name: `P${i}` }, ADDRESS)
    expect(() => test.identity.createProject(ada.user, { name: 'one more' }, ADDRESS)).toThrow(code('conflict'))
    test.identity.createProject(bob.user, { name: 'of somebody else' }, ADDRESS)
  })
})

describe('other tenants', () => {
  const calls: Record<string, (projectId: string) => unknown> = {
    listSources: id => test.identity.listSources(ada.user, id),
    listSourcesByKey: id => test.identity.listSources(keyOf(ada), id),
    scopeOfSource: id => test.identity.scopeOfSource(ada.user, id, test.identity.listSources(bob.user, bob.projectId)[0]!.id),
    scopeOfSourceByKey: id => test.identity.scopeOfSource(keyOf(ada), id, test.identity.listSources(bob.user, bob.projectId)[0]!.id),
    createSource: id => test.identity.createSource(ada.user, id, { name: 'mine' }, ADDRESS),
    getProject: id => test.identity.getProject(ada.user, id),
    getProjectByKey: id => test.identity.getProject(keyOf(ada), id),
    updateProject: id => test.identity.updateProject(ada.user, id, { deadLetterDays: 1 }, ADDRESS),
    getSource: id => test.identity.getSource(ada.user, id, sourceOf(bob).id),
    updateSource: id => test.identity.updateSource(ada.user, id, sourceOf(bob).id, { retentionDays: 1 }, ADDRESS),
    listKeys: id => test.identity.listKeys(ada.user, id),
    createKey: id => test.identity.createKey(ada.user, id, { name: 'mine' }, ADDRESS),
    deleteKey: id => test.identity.deleteKey(ada.user, id, keyOf(bob).keyId, ADDRESS),
    scopeOf: id => test.identity.scopeOf(ada.user, { project: id }),
    scopeOfKey: id => test.identity.scopeOf(keyOf(ada), { project: id }),
  }

  it.each(Object.keys(calls))('are not found by %s, just like ids of nothing', (name) => {
    for (const id of [bob.projectId, ...strangeIds]) expect(() => calls[name]!(id)).toThrow(code('not_found'))
    expect(test.identity.listKeys(bob.user, bob.projectId)).toHaveLength(1)
    expect(test.identity.listSources(bob.user, bob.projectId)).toHaveLength(1)
  })

  it('have sources that can’t be read or changed through a project of one’s own', () => {
    for (const id of [sourceOf(bob).id, ...strangeIds]) {
      expect(() => test.identity.getSource(ada.user, ada.projectId, id)).toThrow(code('not_found'))
      expect(() => test.identity.updateSource(ada.user, ada.projectId, id, { retentionDays: 1 }, ADDRESS)).toThrow(code('not_found'))
    }
    expect(sourceOf(bob).retentionDays).toBe(30)
  })

  it('have keys that can’t be deleted through a project of one’s own', () => {
    for (const keyId of [keyOf(bob).keyId, ...strangeIds]) {
      expect(() => test.identity.deleteKey(ada.user, ada.projectId, keyId, ADDRESS)).toThrow(code('not_found'))
    }
    expect(keyOf(bob)).toBeDefined()
  })

  it('have sources that can’t be had through a project of one’s own', () => {
    const [own] = test.identity.listSources(ada.user, ada.projectId)
    expect(test.identity.scopeOfSource(ada.user, ada.projectId, own!.id)).toEqual(test.identity.scopeOf(ada.user))
    const [other] = test.identity.listSources(bob.user, bob.projectId)
    for (const sourceId of [other!.id, ...strangeIds]) {
      expect(() => test.identity.scopeOfSource(ada.user, ada.projectId, sourceId)).toThrow(code('not_found'))
    }
  })

  it('are open to administrators', () => {
    expect(test.identity.listSources(admin.user, bob.projectId)).toHaveLength(1)
    test.identity.createSource(admin.user, bob.projectId, { name: 'helped' }, ADDRESS)
    for (const id of strangeIds) expect(() => test.identity.listSources(admin.user, id)).toThrow(code('not_found'))
  })
})

describe('viewers', () => {
  it('of a project read and create nothing', () => {
    addMember(ada.projectId, bob.user, 'viewer')
    expect(test.identity.listSources(bob.user, ada.projectId)).toHaveLength(1)
    expect(() => test.identity.createSource(bob.user, ada.projectId, { name: 'mine' }, ADDRESS)).toThrow(code('forbidden'))
    expect(() => test.identity.updateProject(bob.user, ada.projectId, { deadLetterDays: 1 }, ADDRESS)).toThrow(code('forbidden'))
    expect(() => test.identity.updateSource(bob.user, ada.projectId, sourceOf(ada).id, { retentionDays: 1 }, ADDRESS)).toThrow(code('forbidden'))
    expect(test.identity.getSource(bob.user, ada.projectId, sourceOf(ada).id)).toEqual(sourceOf(ada))
    expect(() => test.identity.createKey(bob.user, ada.projectId, { name: 'mine' }, ADDRESS)).toThrow(code('forbidden'))
    expect(() => test.identity.deleteKey(bob.user, ada.projectId, keyOf(ada).keyId, ADDRESS)).toThrow(code('forbidden'))
  })

  it('of the installation create nothing even as operators of a project', () => {
    const viewer = { ...ada.user, role: 'viewer' as const }
    expect(() => test.identity.createProject(viewer, { name: 'mine' }, ADDRESS)).toThrow(code('forbidden'))
    expect(() => test.identity.createKey(viewer, ada.projectId, { name: 'mine' }, ADDRESS)).toThrow(code('forbidden'))
  })
})

describe('sources', () => {
  it('have names of their own within a project', () => {
    const source = test.identity.createSource(ada.user, ada.projectId, { name: 'nginx', retentionDays: 7 }, ADDRESS)
    expect(source).toMatchObject({ name: 'nginx', schema: 'app', retentionDays: 7, isDefault: false })
    expect(() => test.identity.createSource(ada.user, ada.projectId, { name: 'nginx' }, ADDRESS))
      .toThrow(expect.objectContaining({ code: 'conflict', issues: [{ path: 'name', message: expect.any(String) }] }))
    test.identity.createSource(bob.user, bob.projectId, { name: 'nginx' }, ADDRESS)
  })

  it('change in what is named, at once, with a trail of what it was', () => {
    const { id } = sourceOf(ada)
    const change = (request: UpdateSourceRequest) => test.identity.updateSource(ada.user, ada.projectId, id, request, ADDRESS)
    expect(change({ retentionDays: 7 })).toMatchObject({ retentionDays: 7, dailyQuotaBytes: null })
    expect(change({ dailyQuotaBytes: 1000 })).toMatchObject({ retentionDays: 7, dailyQuotaBytes: 1000 })
    expect(test.identity.scopeOf(keyOf(ada))).toMatchObject({ retentionDays: 7, dailyQuotaBytes: 1000 })
    change({ dailyQuotaBytes: null })
    change({})
    const trail = test.audit.list({ projectId: ada.projectId }).filter(entry => entry.action === 'source.changed')
    expect(trail.map(({ details }) => details)).toEqual([
      { name: 'app', dailyQuotaBytes: '1000 → none' }, { name: 'app', dailyQuotaBytes: 'none → 1000' }, { name: 'app', retentionDays: '30 → 7' },
    ])
    expect(trail[0]).toMatchObject({ actorId: ada.user.userId, targetId: id, address: ADDRESS })
  })

  it('are at most 100 in a project', () => {
    for (let i = 1; i < 100; i++) test.identity.createSource(ada.user, ada.projectId, { name: `s${i}` }, ADDRESS)
    expect(() => test.identity.createSource(ada.user, ada.projectId, { name: 'more' }, ADDRESS)).toThrow(code('conflict'))
  })

  it('are all known to storage', () => {
    expect(test.identity.allSources()).toHaveLength(3)
    expect(test.identity.allSources()[0]).toMatchObject({ table: expect.stringMatching(/^source_[0-9A-Za-z]{27}$/), retentionDays: 30 })
  })
})

describe('keys', () => {
  it('are listed without their secret, and work from the moment they are made', () => {
    const made = test.identity.createKey(ada.user, ada.projectId, { name: 'CI' }, ADDRESS)
    expect(test.identity.authenticateKey(made.key)).toEqual({ kind: 'key', keyId: made.id, projectId: ada.projectId })
    const listed = test.identity.listKeys(ada.user, ada.projectId)
    expect(listed.map(key => key.name)).toContain('CI')
    expect(JSON.stringify(listed)).not.toContain(made.key)
    expect(listed.find(key => key.id === made.id)!.prefix).toBe(made.key.slice(0, 10))
  })

  it('are at most 100 in a project', () => {
    for (let i = 1; i < 100; i++) test.identity.createKey(ada.user, ada.projectId, { name: `k${i}` }, ADDRESS)
    expect(() => test.identity.createKey(ada.user, ada.projectId, { name: 'more' }, ADDRESS)).toThrow(code('conflict'))
  })
})

describe('listenerScope', () => {
  it('finds the first project’s default source, a source by name, and another project by id', async () => {
    const empty = createTestIdentity()
    try {
      expect(empty.identity.listenerScope({})).toBeUndefined()
      const first = await empty.join('first@b.co')
      empty.clock.advance(1000)
      const second = await empty.join('second@b.co')
      expect(empty.identity.listenerScope({})).toEqual(empty.identity.scopeOf(first.user, { project: first.projectId }))
      expect(empty.identity.listenerScope({ source: 'network' })).toBeUndefined()
      const { id } = empty.identity.createSource(first.user, first.projectId, { name: 'network', retentionDays: 7 }, ADDRESS)
      expect(empty.identity.listenerScope({ source: 'network' })).toMatchObject({ projectId: first.projectId, sourceId: id, retentionDays: 7 })
      expect(empty.identity.listenerScope({ project: second.projectId, source: 'app' })?.projectId).toBe(second.projectId)
      for (const project of strangeIds) expect(empty.identity.listenerScope({ project, source: 'app' })).toBeUndefined()
    }
    finally {
      empty.close()
    }
  })
})

describe('scopeOf', () => {
  it('finds a source by its table too, in its own project only', () => {
    const scope = test.identity.scopeOf(keyOf(ada))
    for (const table of ['app', scope.table]) expect(test.identity.scopeOf(keyOf(ada), { table })).toEqual(scope)
    for (const table of ['nosuch', scope.sourceId, '', 'source_', test.identity.scopeOf(keyOf(bob)).table]) {
      expect(() => test.identity.scopeOf(keyOf(ada), { table })).toThrow(code('not_found'))
    }
  })

  it('gives the default source of the only project', () => {
    const [source] = test.identity.listSources(ada.user, ada.projectId)
    const scope = { projectId: ada.projectId, sourceId: source!.id, table: `source_${source!.id}`, schema: 'app', retentionDays: 30, dailyQuotaBytes: null, discoverServiceName: true, discoverLogLevels: true }
    expect(test.identity.scopeOf(ada.user)).toEqual(scope)
    expect(test.identity.scopeOf(keyOf(ada))).toEqual(scope)
    expect(test.identity.scopeOf(ada.user, { project: ada.projectId, source: 'app' })).toEqual(scope)
    expect(test.identity.scopeOf(admin.user).projectId).toBe(admin.projectId)
  })

  it('asks which project when there are several', () => {
    const second = test.identity.createProject(ada.user, { name: 'Second' }, ADDRESS)
    expect(() => test.identity.scopeOf(ada.user)).toThrow(code('bad_request'))
    expect(test.identity.scopeOf(ada.user, { project: second.project.id }).sourceId).toBe(second.source.id)
  })

  it('finds no source of another project, nor one that does not exist', () => {
    test.identity.createSource(bob.user, bob.projectId, { name: 'nginx' }, ADDRESS)
    for (const source of ['nginx', 'none', '', 'app\' OR 1=1 --', '__proto__']) {
      expect(() => test.identity.scopeOf(ada.user, { source })).toThrow(code('not_found'))
    }
  })

  it('finds nothing for a user without projects', () => {
    test.db.delete(tables.projectMembers).run()
    expect(() => test.identity.scopeOf(ada.user)).toThrow(code('not_found'))
  })
})

describe('Cordwood’s own log', () => {
  const change = (who: UserPrincipal, projectId: string, sourceId: string, ownLogs: boolean) =>
    test.identity.updateSource(who, projectId, sourceId, { ownLogs }, ADDRESS)
  const sourceOf = (who: typeof ada) => test.identity.listSources(who.user, who.projectId)[0]!

  it('is kept by one source, which an administrator names', () => {
    expect(test.identity.ownLogScope()).toBeUndefined()
    expect(change(admin.user, admin.projectId, sourceOf(admin).id, true).ownLogs).toBe(true)
    expect(test.identity.ownLogScope()).toEqual(test.identity.scopeOf(keyOf(admin)))
    expect(change(admin.user, ada.projectId, sourceOf(ada).id, true).ownLogs).toBe(true)
    expect(test.identity.ownLogScope()).toEqual(test.identity.scopeOf(keyOf(ada)))
    expect(sourceOf(admin).ownLogs).toBe(false)
    expect(test.audit.list({ projectId: admin.projectId })[0]).toMatchObject({ action: 'source.changed', details: { name: 'app', ownLogs: 'true → false' } })
    expect(change(admin.user, ada.projectId, sourceOf(ada).id, false).ownLogs).toBe(false)
    const access = test.identity.createSource(admin.user, admin.projectId, { name: 'access', schema: 'http' }, ADDRESS)
    expect(() => change(admin.user, admin.projectId, access.id, true)).toThrow('needs a source with the schema “app”, and “access” has “http”')
    expect(change(admin.user, admin.projectId, access.id, false).ownLogs).toBe(false)
    expect(test.identity.ownLogScope()).toBeUndefined()
  })

  it('is not for operators to have', () => {
    expect(() => change(ada.user, ada.projectId, sourceOf(ada).id, true)).toThrow(code('forbidden'))
    change(admin.user, ada.projectId, sourceOf(ada).id, true)
    expect(() => change(ada.user, ada.projectId, sourceOf(ada).id, false)).toThrow(code('forbidden'))
    expect(test.identity.updateSource(ada.user, ada.projectId, sourceOf(ada).id, { retentionDays: 5 }, ADDRESS).ownLogs).toBe(true)
  })
})
