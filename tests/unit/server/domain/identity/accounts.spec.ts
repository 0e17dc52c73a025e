import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tables } from '~~/db/sqlite'
import { createIdentity } from '~~/server/domain/identity'
import { ADDRESS, CHEAP, createTestIdentity, PASSWORD, principalOf, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
beforeEach(() => {
  test = createTestIdentity()
})
afterEach(() => test.close())
const code = (value: string) => expect.objectContaining({ code: value })
const actions = () => test.audit.list().map(entry => entry.action)

describe('signUp', () => {
  it('makes the first user administrator, the next ones operators, each with a project, a source and a key', async () => {
    expect(test.identity.needsFirstUser()).toBe(true)
    const first = await test.identity.signUp({ email: 'a@b.co', password: PASSWORD, name: 'Ada' }, ADDRESS)
    expect(first.user).toMatchObject({ role: 'admin', name: 'Ada', email: 'a@b.co' })
    expect(first.project).toMatchObject({
      project: { name: 'My project' },
      source: { name: 'app', schema: 'app', retentionDays: 30, isDefault: true, projectId: first.project.project.id },
      apiKey: { key: expect.stringMatching(/^cw_\w{40}$/) },
    })
    expect(test.identity.needsFirstUser()).toBe(false)
    const second = await test.identity.signUp({ email: 'c@d.co', password: PASSWORD }, ADDRESS)
    expect(second.user).toMatchObject({ role: 'operator', name: 'c' })
  })

  it('makes one administrator of two first sign-ups in the same moment', async () => {
    const both = await Promise.all(['a@b.co', 'c@d.co', 'e@f.co'].map(email => test.identity.signUp({ email, password: PASSWORD }, ADDRESS)))
    expect(both.map(({ user }) => user.role).sort()).toEqual(['admin', 'operator', 'operator'])
  })

  it('makes one account of two sign-ups with the same e-mail, in turn or at once', async () => {
    const both = await Promise.allSettled([1, 2].map(() => test.identity.signUp({ email: 'a@b.co', password: PASSWORD }, ADDRESS)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(test.join('a@b.co')).rejects.toThrow(code('conflict'))
    expect(test.db.select().from(tables.users).all()).toHaveLength(1)
    expect(test.db.select().from(tables.projects).all()).toHaveLength(1)
  })

  it('can be closed, except for the first account', async () => {
    const closed = createIdentity({ ...test, openSignup: false, hashCost: CHEAP })
    expect(closed.signupOpen()).toBe(true)
    const race = await Promise.allSettled(['a@b.co', 'c@d.co'].map(email => closed.signUp({ email, password: PASSWORD }, ADDRESS)))
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(closed.signupOpen()).toBe(false)
    await expect(closed.signUp({ email: 'e@f.co', password: PASSWORD }, ADDRESS)).rejects.toThrow(code('forbidden'))
  })

  it('keeps secrets out of the database and the trail', async () => {
    await test.join('a@b.co')
    const everything = JSON.stringify([test.db.select().from(tables.users).all(), test.audit.list()])
    expect(everything).not.toContain(PASSWORD)
    expect(actions()).toEqual(['key.created', 'source.created', 'project.created', 'user.signup'])
  })

  it('takes names for text, whatever they hold', async () => {
    const name = '\'); DROP TABLE users; --'
    const { user } = await test.identity.signUp({ email: 'a@b.co', password: PASSWORD, name }, ADDRESS)
    expect(test.identity.me({ kind: 'user', userId: user.id, role: 'admin' }).name).toBe(name)
  })
})

describe('logIn', () => {
  it('gives a session that authenticates', async () => {
    await test.join('a@b.co')
    const { session, user } = await test.identity.logIn({ email: 'a@b.co', password: PASSWORD }, ADDRESS)
    expect(test.identity.authenticateSession(session)).toEqual({ kind: 'user', userId: user.id, role: 'admin' })
    expect(actions()[0]).toBe('user.login')
  })

  it('says the same for a wrong password and an unknown user, and notes both', async () => {
    await test.join('a@b.co')
    const messageOf = (email: string) => test.identity.logIn({ email, password: 'wrong' }, ADDRESS).catch((error: Error) => error.message)
    expect(await messageOf('a@b.co')).toBe(await messageOf('nobody@b.co'))
    expect(test.audit.list({ limit: 2 }).map(entry => [entry.action, entry.address])).toEqual(Array(2).fill(['user.login_failed', ADDRESS]))
  })

  it('slows down guessing, also for users that do not exist, and lets the right password in after the wait', async () => {
    await test.join('a@b.co')
    for (const email of ['a@b.co', 'nobody@b.co']) {
      for (let i = 0; i < 5; i++) await expect(test.identity.logIn({ email, password: 'wrong' }, ADDRESS)).rejects.toThrow(code('unauthenticated'))
      await expect(test.identity.logIn({ email, password: PASSWORD }, ADDRESS)).rejects.toThrow(code('rate_limited'))
    }
    test.clock.advance(1000)
    await test.identity.logIn({ email: 'a@b.co', password: PASSWORD }, ADDRESS)
  })

  it('lets at most five of a hundred guesses of one moment reach the password', async () => {
    await test.join('a@b.co')
    const guesses = await Promise.allSettled(Array.from({ length: 100 }, () => test.identity.logIn({ email: 'a@b.co', password: 'wrong' }, ADDRESS)))
    expect(guesses.filter(guess => guess.status === 'rejected' && guess.reason.code === 'unauthenticated')).toHaveLength(5)
  })

  it('hashes again when the cost has changed', async () => {
    await test.join('a@b.co')
    const dearer = createIdentity({ ...test, openSignup: true, hashCost: { N: 32, r: 1, p: 1 } })
    await dearer.logIn({ email: 'a@b.co', password: PASSWORD }, ADDRESS)
    expect(test.db.select().from(tables.users).get()!.passwordHash).toMatch(/^scrypt\$32\$/)
    await dearer.logIn({ email: 'a@b.co', password: PASSWORD }, ADDRESS)
  })
})

describe('sessions', () => {
  it('end with a password change, except the one that made it', async () => {
    const { user } = await test.join('a@b.co')
    const { session: other } = await test.identity.logIn({ email: 'a@b.co', password: PASSWORD }, ADDRESS)
    const change = { currentPassword: PASSWORD, newPassword: 'a new passphrase' }
    const { session: own } = await test.identity.changePassword(user, change, ADDRESS)
    expect(test.identity.authenticateSession(other)).toBeUndefined()
    expect(test.identity.authenticateSession(own)).toBeDefined()
    await expect(test.identity.logIn({ email: 'a@b.co', password: PASSWORD }, ADDRESS)).rejects.toThrow(code('unauthenticated'))
    await test.identity.logIn({ email: 'a@b.co', password: 'a new passphrase' }, ADDRESS)
    expect(actions()).toContain('user.password_changed')
  })

  it('need the current password for a change, and slow down guessing it', async () => {
    const { user } = await test.join('a@b.co')
    const wrong = { currentPassword: 'wrong', newPassword: 'a new passphrase' }
    for (let i = 0; i < 5; i++) await expect(test.identity.changePassword(user, wrong, ADDRESS)).rejects.toThrow(code('bad_request'))
    await expect(test.identity.changePassword(user, wrong, ADDRESS)).rejects.toThrow(code('rate_limited'))
  })

  it('let one of two password changes of the same moment win', async () => {
    const { user } = await test.join('a@b.co')
    const both = await Promise.allSettled(['first passphrase', 'second passphrase'].map(newPassword =>
      test.identity.changePassword(user, { currentPassword: PASSWORD, newPassword }, ADDRESS)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it.each([{ userId: 'nobody', sessionVersion: 1 }, { userId: '__proto__', sessionVersion: 1 }, { userId: '', sessionVersion: 0 }])('are nothing for %j', (session) => {
    expect(test.identity.authenticateSession(session)).toBeUndefined()
  })
})

describe('the profile', () => {
  it('can be renamed', async () => {
    const { user } = await test.join('a@b.co')
    expect(test.identity.updateProfile(user, { name: 'Grace' }, ADDRESS).name).toBe('Grace')
    expect(test.identity.me(user).name).toBe('Grace')
  })

  it('asks for a login when the account is gone', () => {
    const ghost = { kind: 'user', userId: 'gone', role: 'admin' } as const
    expect(() => test.identity.me(ghost)).toThrow(code('unauthenticated'))
    expect(() => test.identity.updateProfile(ghost, { name: 'x' }, ADDRESS)).toThrow(code('unauthenticated'))
  })
})

describe('ensureAdmin', () => {
  const admin = { email: 'Admin@Example.com', password: PASSWORD }

  it('makes the administrator with a project but no key, at the first start only', async () => {
    test.identity.ensureAdmin(admin)
    test.identity.ensureAdmin({ ...admin, password: 'another passphrase' })
    const login = await test.identity.logIn({ email: 'admin@example.com', password: PASSWORD }, ADDRESS)
    expect(login.user.role).toBe('admin')
    const user = principalOf(login)
    const [project] = test.identity.listProjects(user)
    expect(test.identity.listSources(user, project!.id)).toMatchObject([{ name: 'app', isDefault: true }])
    expect(test.identity.listKeys(user, project!.id)).toEqual([])
  })

  it('leaves an installation with accounts alone', async () => {
    await test.join('a@b.co')
    test.identity.ensureAdmin(admin)
    test.identity.ensureAdmin(undefined)
    expect(test.db.select().from(tables.users).all()).toHaveLength(1)
  })
})
