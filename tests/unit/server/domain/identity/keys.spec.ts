import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tables } from '~~/db/sqlite'
import { newSecret } from '~~/server/domain/identity/keys'
import { ADDRESS, createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
let me: Awaited<ReturnType<TestIdentity['join']>>
beforeEach(async () => {
  test = createTestIdentity()
  me = await test.join('a@b.co')
})
afterEach(() => test.close())
const lastUsed = () => test.identity.listKeys(me.user, me.projectId)[0]!.lastUsedAt

describe('newSecret', () => {
  it('is recognisable and never the same', () => {
    const secrets = new Set(Array.from({ length: 1000 }, newSecret))
    expect(secrets.size).toBe(1000)
    for (const secret of secrets) expect(secret).toMatch(/^cw_[0-9A-Za-z]{40}$/)
  })
})

describe('authenticateKey', () => {
  it('knows the key from the first and from the second time', () => {
    const first = test.identity.authenticateKey(me.key)
    expect(first).toEqual({ kind: 'key', projectId: me.projectId, keyId: expect.any(String) })
    expect(test.identity.authenticateKey(me.key)).toBe(first)
  })

  it.each([
    '', 'cw_', `cw_${'A'.repeat(40)}`, `cw_${'A'.repeat(1_000_000)}`, '__proto__', 'constructor', 'null', '\0', '😀'.repeat(20),
    `cw_${'A'.repeat(39)}'`, '\' OR 1=1 --', `cw_${'A'.repeat(40)}\n`,
  ])('knows nothing else: %.30j', (garbage) => {
    expect(test.identity.authenticateKey(garbage)).toBeUndefined()
  })

  it('ends with the deletion of the key, at once', () => {
    const { keyId } = test.identity.authenticateKey(me.key)!
    test.identity.deleteKey(me.user, me.projectId, keyId, ADDRESS)
    expect(test.identity.authenticateKey(me.key)).toBeUndefined()
  })

  it('notices within a minute when another process deleted the key', () => {
    const { keyId } = test.identity.authenticateKey(me.key)!
    test.db.delete(tables.apiKeys).where(eq(tables.apiKeys.id, keyId)).run()
    test.clock.advance(60_000)
    expect(test.identity.authenticateKey(me.key)).toBeUndefined()
  })

  it('records the time of use, once a minute at most', () => {
    expect(lastUsed()).toBeNull()
    test.identity.authenticateKey(me.key)
    const first = lastUsed()
    expect(first).toBe(new Date(test.clock.now()).toISOString())
    test.clock.advance(59_999)
    test.identity.authenticateKey(me.key)
    expect(lastUsed()).toBe(first)
    test.clock.advance(1)
    test.identity.authenticateKey(me.key)
    expect(lastUsed()).toBe(new Date(test.clock.now()).toISOString())
  })

  it('stores a hash, never the key', () => {
    expect(JSON.stringify(test.db.select().from(tables.apiKeys).all())).not.toContain(me.key)
    expect(JSON.stringify(test.audit.list())).not.toContain(me.key)
  })
})
