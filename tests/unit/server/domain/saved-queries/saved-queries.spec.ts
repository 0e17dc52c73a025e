import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSavedQueryRequestSchema, MAX_VERSIONS, type SavedQuery } from '#shared/schemas/saved-queries'
import { tables } from '~~/db/sqlite'
import type { UserPrincipal } from '~~/server/domain/identity'
import { createSavedQueries, type SavedQueries } from '~~/server/domain/saved-queries'
import { ADDRESS, createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
let saved: SavedQueries
let admin: UserPrincipal
let ada: Awaited<ReturnType<TestIdentity['join']>>
let bob: typeof ada
let guest: typeof ada
beforeEach(async () => {
  test = createTestIdentity()
  saved = createSavedQueries(test)
  admin = (await test.join('admin@b.co')).user
  ada = await test.join('ada@b.co')
  bob = await test.join('bob@b.co')
  guest = await test.join('guest@b.co')
  addMember(bob.user, 'operator')
  addMember(guest.user, 'viewer')
})
afterEach(() => test.close())

const addMember = (user: UserPrincipal, role: 'operator' | 'viewer' | 'admin') =>
  test.db.insert(tables.projectMembers).values({ projectId: ada.projectId, userId: user.userId, role, createdAt: 1 }).run()
const request = (change: object = {}) => createSavedQueryRequestSchema.parse({ name: 'Errors', language: 'logql', query: '{a="b"}', ...change })
const create = (user = ada.user, change: object = {}) => saved.create(user, ada.projectId, request(change), ADDRESS)
const at = (query: SavedQuery, user = ada.user) => ({ user, projectId: query.projectId, queryId: query.id, address: ADDRESS })
const code = (value: string) => expect.objectContaining({ code: value })
const names = (user: UserPrincipal) => saved.list(user, ada.projectId).map(({ name }) => name)

describe('a saved query', () => {
  it('is there with all that was said of it, tidied up', () => {
    const made = create(ada.user, { folder: ' Checkout // Errors/', tags: ['Slow', 'slow', 'payments'], view: { view: 'patterns' }, variables: [{ name: 'service', type: 'values', label: 'service_name' }], range: { kind: 'relative', duration: '6h' } })
    expect(made).toMatchObject({
      folder: 'Checkout/Errors', tags: ['slow', 'payments'], view: { view: 'patterns' }, version: 1, owner: 'ada', mayChange: true, favourite: false, visibility: 'private',
      variables: [{ name: 'service', type: 'values', label: 'service_name', default: [] }], range: { kind: 'relative', duration: '6h' },
    })
    expect(saved.get(at(made))).toEqual(made)
  })

  it.each([
    { name: '' }, { query: 'x'.repeat(20_001) }, { language: 'promql' }, { tags: Array.from({ length: 11 }, (_, i) => `t${i}`) }, { folder: 'x'.repeat(101) },
    { variables: [{ name: 'a', type: 'string' }, { name: 'a', type: 'number' }] }, { variables: [{ name: 'now', type: 'string' }] }, { variables: [{ name: 'a-b', type: 'string' }] },
    { range: { kind: 'relative', duration: '1 hour' } }, { view: { 'a b': '1' } }, { view: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, ''])) }, { source: '../etc' },
  ])('is not made of %j', (change) => {
    expect(createSavedQueryRequestSchema.safeParse({ name: 'Errors', language: 'logql', query: '', ...change }).success).toBe(false)
  })

  it('is for its owner alone until it is for the project', () => {
    const mine = create()
    expect([names(ada.user), names(bob.user), names(admin)]).toEqual([['Errors'], [], []])
    for (const user of [bob.user, admin]) expect(() => saved.get(at(mine, user))).toThrow(code('not_found'))
    saved.save(at(mine), { ...request({ visibility: 'project' }), version: 1 })
    expect([names(ada.user), names(bob.user), names(guest.user)]).toEqual([['Errors'], ['Errors'], ['Errors']])
  })

  it('of the project is changed by its owner and by administrators only', () => {
    const query = create(ada.user, { visibility: 'project' })
    for (const user of [bob.user, guest.user]) {
      expect(saved.get(at(query, user)).mayChange).toBe(false)
      expect(() => saved.save(at(query, user), { ...request({ visibility: 'project', name: 'Mine' }), version: 1 })).toThrow(code('forbidden'))
      expect(() => saved.remove(at(query, user))).toThrow(code('forbidden'))
      expect(() => saved.restore(at(query, user), { version: 1 })).toThrow(code('forbidden'))
    }
    expect(saved.save(at(query, admin), { ...request({ visibility: 'project', name: 'Tidied' }), version: 1 })).toMatchObject({ name: 'Tidied', version: 2, owner: 'ada' })
    expect(() => saved.save(at(query, admin), { ...request({ visibility: 'private' }), version: 2 })).toThrow(code('forbidden'))
    addMember({ ...guest.user, userId: admin.userId }, 'admin')
    saved.remove(at(query, admin))
    expect(names(ada.user)).toEqual([])
  })

  it('is kept by viewers for themselves, and not for the project', () => {
    expect(create(guest.user).mayChange).toBe(true)
    expect(() => create(guest.user, { visibility: 'project' })).toThrow(code('forbidden'))
  })

  it('of another project is not there, whatever is tried', () => {
    const query = saved.create(bob.user, bob.projectId, request({ visibility: 'project' }), ADDRESS)
    const elsewhere = { ...at(query, bob.user), projectId: ada.projectId }
    const foreign = at(query, ada.user)
    for (const target of [elsewhere, foreign, { ...foreign, projectId: '0'.repeat(27) }, { ...at(create()), queryId: '\' OR 1=1 --' }]) {
      expect(() => saved.get(target)).toThrow(code('not_found'))
      expect(() => saved.save(target, { ...request(), version: 1 })).toThrow(code('not_found'))
      expect(() => saved.remove(target)).toThrow(code('not_found'))
      expect(() => saved.restore(target, {})).toThrow(code('not_found'))
      expect(() => saved.versions(target)).toThrow(code('not_found'))
      expect(() => saved.setFavourite(target, true)).toThrow(code('not_found'))
    }
    expect(() => saved.list(ada.user, bob.projectId)).toThrow(code('not_found'))
    expect(() => saved.create(ada.user, bob.projectId, request(), ADDRESS)).toThrow(code('not_found'))
  })

  it('is a favourite of each for themselves', () => {
    const query = create(ada.user, { visibility: 'project' })
    saved.setFavourite(at(query, bob.user), true)
    saved.setFavourite(at(query, bob.user), true)
    expect([saved.get(at(query, bob.user)).favourite, saved.get(at(query)).favourite]).toEqual([true, false])
    saved.setFavourite(at(query, bob.user), false)
    expect(saved.get(at(query, bob.user)).favourite).toBe(false)
  })

  it('is one of a bounded number', () => {
    for (let i = 0; i < 300; i++) create(ada.user, { name: `Q${i}` })
    expect(() => create()).toThrow(code('conflict'))
    expect(create(bob.user).version).toBe(1)
  })
})

describe('versions', () => {
  it('are kept with every save that changes something, and can be had back', () => {
    const query = create()
    const save = (change: object, version: number) => saved.save(at(query), { ...request(change), version })
    expect(save({}, 1).version).toBe(1)
    expect(save({ query: '{a="c"}' }, 1).version).toBe(2)
    expect(() => save({ query: '{a="d"}' }, 1)).toThrow(code('conflict'))
    expect(saved.restore(at(query), { version: 1 })).toMatchObject({ version: 3, query: '{a="b"}' })
    expect(saved.versions(at(query)).map(({ version, savedBy, content }) => [version, savedBy, content.query])).toEqual([[3, 'ada', '{a="b"}'], [2, 'ada', '{a="c"}'], [1, 'ada', '{a="b"}']])
    expect(() => saved.restore(at(query), { version: 9 })).toThrow(code('not_found'))
  })

  it('are bounded, the oldest go first', () => {
    const query = create()
    for (let version = 1; version <= MAX_VERSIONS; version++) saved.save(at(query), { ...request({ name: `Name ${version}` }), version })
    expect(saved.versions(at(query)).map(({ version }) => version)).toEqual(Array.from({ length: MAX_VERSIONS }, (_, i) => MAX_VERSIONS + 1 - i))
  })
})

describe('a deleted query', () => {
  it('is gone from the list, comes back as it was, and goes for good after 30 days', () => {
    const query = create()
    saved.setFavourite(at(query), true)
    saved.remove(at(query))
    expect(names(ada.user)).toEqual([])
    expect(() => saved.get(at(query))).toThrow(code('not_found'))
    expect(() => saved.restore(at(query, bob.user), {})).toThrow(code('not_found'))
    expect(saved.restore(at(query), {})).toMatchObject({ id: query.id, version: 1, favourite: true })
    saved.remove(at(query))
    test.clock.advance(31 * 86_400_000)
    create(ada.user, { name: 'Another' })
    expect(() => saved.restore(at(query), {})).toThrow(code('not_found'))
  })
})

it('leaves a trail', () => {
  const query = create(ada.user, { visibility: 'project' })
  saved.save(at(query), { ...request({ visibility: 'project', name: 'Failures' }), version: 1 })
  saved.remove(at(query))
  saved.restore(at(query), {})
  const trail = test.audit.list({ projectId: ada.projectId }).filter(({ action }) => action.startsWith('saved_query')).reverse()
  expect(trail.map(({ action, details, targetId, actorId }) => [action, details.name, targetId === query.id, actorId === ada.user.userId])).toEqual([
    ['saved_query.created', 'Errors', true, true], ['saved_query.changed', 'Failures', true, true], ['saved_query.deleted', 'Failures', true, true], ['saved_query.restored', 'Failures', true, true],
  ])
})
