import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createShareRequestSchema, type FrozenResult } from '#shared/schemas/shares'
import { tables } from '~~/db/sqlite'
import type { UserPrincipal } from '~~/server/domain/identity'
import { createShares, type Shares } from '~~/server/domain/shares'
import { ADDRESS, CHEAP, createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
let shares: Shares
let admin: UserPrincipal
let ada: Awaited<ReturnType<TestIdentity['join']>>
let bob: typeof ada
let guest: typeof ada
beforeEach(async () => {
  test = createTestIdentity()
  shares = createShares({ ...test, hashCost: CHEAP })
  admin = (await test.join('admin@b.co')).user
  ada = await test.join('ada@b.co')
  bob = await test.join('bob@b.co')
  guest = await test.join('guest@b.co')
  for (const [who, role] of [[bob, 'operator'], [guest, 'viewer']] as const) test.db.insert(tables.projectMembers).values({ projectId: ada.projectId, userId: who.user.userId, role, createdAt: 1 }).run()
})
afterEach(() => test.close())

const frozen: FrozenResult = {
  takenAt: '2026-01-01T00:00:00.000Z', question: { language: 'logql', query: '{a="b"}', start: '2026-01-01T00:00:00.000Z', end: '2026-01-01T01:00:00.000Z' },
  result: { kind: 'scalar', time: '0', value: 1, cost: { scannedRows: 0, scannedBytes: 0, elapsedMs: 0 } }, histogram: null,
}
const as = (user = ada.user) => ({ user, projectId: ada.projectId, address: ADDRESS })
const create = (change: object = {}, user = ada.user) =>
  shares.create(as(user), createShareRequestSchema.parse({ title: 'Outage', language: 'logql', query: '{a="b"}', start: 0, end: 1, ...change }), frozen)
const open = (token: string, reader?: UserPrincipal, password?: string, address = ADDRESS) => shares.open(reader, { token, password }, address)
const allow = (publicShares: boolean) => test.identity.updateProject(ada.user, ada.projectId, { publicShares }, ADDRESS)
const code = (value: string) => expect.objectContaining({ code: value })

describe('a share', () => {
  it('is read by members as it was, and counts who has read it', async () => {
    const { share, token } = await create()
    expect(share).toMatchObject({ title: 'Outage', state: 'active', audience: 'members', hasPassword: false, createdBy: 'ada', views: 0, expiresAt: '2026-01-08T00:00:00.000Z' })
    for (const reader of [ada.user, bob.user, guest.user, admin]) expect(await open(token, reader)).toMatchObject({ state: 'open', title: 'Outage', sharedBy: 'ada', frozen })
    expect(shares.list(guest.user, ada.projectId)).toMatchObject([{ id: share.id, views: 4, lastViewedAt: '2026-01-01T00:00:00.000Z', mayRevoke: false }])
  })

  it('has a token of which only a hash is stored', async () => {
    const { token } = await create()
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(test.db.select().from(tables.shares).all())).not.toContain(token)
    expect(JSON.stringify(test.audit.list())).not.toContain(token)
  })

  it('for members says no more to others than that it is not there', async () => {
    const { token } = await create()
    expect(await open(token)).toEqual({ state: 'login' })
    const stranger = (await test.join('eve@b.co')).user
    await expect(open(token, stranger)).rejects.toThrow(code('not_found'))
    await expect(open('x'.repeat(43), ada.user)).rejects.toThrow(code('not_found'))
    expect(shares.list(ada.user, ada.projectId)[0]!.views).toBe(0)
  })

  it('is for anyone only while the project allows it', async () => {
    await expect(create({ audience: 'anyone' })).rejects.toThrow(code('forbidden'))
    allow(true)
    const { token } = await create({ audience: 'anyone' })
    const members = await create()
    expect((await open(token)).state).toBe('open')
    // Members may ask the same again, and are told where.
    expect(await open(token, bob.user)).toMatchObject({ projectId: ada.projectId })
    for (const reader of [undefined, (await test.join('eve@b.co')).user]) expect(await open(token, reader)).not.toHaveProperty('projectId')
    expect((await open(members.token)).state).toBe('login')
    allow(false)
    expect((await open(token)).state).toBe('login')
    expect((await open(token, bob.user)).state).toBe('open')
  })

  it('ends when it has expired or was revoked, and keeps nothing then', async () => {
    const [short, long, other] = [await create({ hours: 1 }), await create({ hours: 48 }), await create({ hours: 8784 })]
    shares.revoke(as(), long.share.id)
    expect(await open(long.token, ada.user)).toEqual({ state: 'revoked' })
    test.clock.advance(3_600_000)
    expect(await open(short.token, ada.user)).toEqual({ state: 'expired' })
    expect(shares.list(ada.user, ada.projectId).map(({ state }) => state).sort()).toEqual(['active', 'expired', 'revoked'])
    expect(test.db.select().from(tables.shares).all().filter(({ content }) => content !== null).map(({ id }) => id)).toEqual([other.share.id])
    test.clock.advance(40 * 86_400_000)
    expect(shares.list(ada.user, ada.projectId).map(({ id }) => id)).toEqual([other.share.id])
  })

  it('is revoked by who made it and by administrators, and by nobody else', async () => {
    const { share } = await create({}, bob.user)
    for (const user of [ada.user, guest.user]) expect(() => shares.revoke(as(user), share.id)).toThrow(code('forbidden'))
    expect(() => shares.revoke({ ...as(bob.user), projectId: bob.projectId }, share.id)).toThrow(code('not_found'))
    shares.revoke(as(admin), share.id)
    const trail = test.audit.list({ projectId: ada.projectId }).filter(({ action }) => action.startsWith('share.'))
    expect(trail.map(({ action, targetId }) => [action, targetId])).toEqual([['share.revoked', share.id], ['share.created', share.id]])
  })

  it('is made by operators, not by viewers and strangers', async () => {
    expect(() => shares.requireRight(as(guest.user), { audience: 'members' })).toThrow(code('forbidden'))
    const stranger = (await test.join('eve@b.co')).user
    expect(() => shares.requireRight(as(stranger), { audience: 'members' })).toThrow(code('not_found'))
    expect(() => shares.list(stranger, ada.projectId)).toThrow(code('not_found'))
  })

  it('is bounded in size', async () => {
    const huge = { ...frozen, question: { ...frozen.question, query: 'x'.repeat(17 * 1024 ** 2) } }
    await expect(shares.create(as(), createShareRequestSchema.parse({ title: 'Huge', query: '{}', start: 0, end: 1 }), huge)).rejects.toThrow(code('too_large'))
  })
})

describe('a password', () => {
  it('is asked of everybody, and guessing is slowed down', async () => {
    const { share, token } = await create({ password: 'a long passphrase' })
    expect(share.hasPassword).toBe(true)
    expect(await open(token, ada.user)).toEqual({ state: 'password' })
    expect((await open(token, ada.user, 'a long passphrase')).state).toBe('open')
    for (let i = 0; i < 5; i++) await expect(open(token, bob.user, 'wrong')).rejects.toThrow(code('forbidden'))
    await expect(open(token, bob.user, 'a long passphrase')).rejects.toThrow(code('rate_limited'))
    expect((await open(token, bob.user, 'a long passphrase', '192.0.2.9')).state).toBe('open')
    test.clock.advance(60_000)
    expect((await open(token, bob.user, 'a long passphrase')).state).toBe('open')
    expect(JSON.stringify(test.db.select().from(tables.shares).all())).not.toContain('passphrase')
  })
})
