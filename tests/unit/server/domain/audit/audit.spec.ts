import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

let test: TestIdentity
beforeEach(() => {
  test = createTestIdentity()
})
afterEach(() => test.close())

describe('audit', () => {
  it('lists newest first, by project and actor, page by page', () => {
    test.audit.append({ action: 'user.login', actorId: 'a' })
    test.audit.append({ action: 'key.created', actorId: 'a', projectId: 'p', targetId: 'k', address: '::1', details: { name: 'K' } })
    test.audit.append({ action: 'user.login', actorId: 'b' })
    expect(test.audit.list().map(entry => entry.actorId)).toEqual(['b', 'a', 'a'])
    expect(test.audit.list({ projectId: 'p' })).toMatchObject([
      { action: 'key.created', actorId: 'a', targetId: 'k', address: '::1', details: { name: 'K' }, at: test.clock.now() },
    ])
    const [newest] = test.audit.list({ limit: 1 })
    expect(test.audit.list({ before: newest!.id, actorId: 'a' })).toHaveLength(2)
  })

  it('bounds what it keeps and what it gives', () => {
    test.audit.append({ action: 'user.login', details: { name: 'x'.repeat(100_000) } })
    expect(test.audit.list({ limit: -5 })[0]!.details.name).toHaveLength(500)
  })

  it.each([
    'UPDATE audit_entries SET actor_id = \'someone else\'',
    'DELETE FROM audit_entries',
    'INSERT OR REPLACE INTO audit_entries (id, at, action, details) VALUES (1, 0, \'user.login\', \'{}\')',
    'UPDATE OR REPLACE audit_entries SET id = 2 WHERE id = 1',
  ])('can’t be changed: %s', (statement) => {
    test.audit.append({ action: 'user.login', actorId: 'a' })
    expect(() => test.db.$client.exec(statement)).toThrow('append-only')
    expect(test.audit.list()).toMatchObject([{ actorId: 'a' }])
  })

  it('is undone with the transaction that it is part of', () => {
    expect(() => test.db.transaction(() => {
      test.audit.append({ action: 'user.login' })
      throw new Error('stop')
    })).toThrow('stop')
    expect(test.audit.list()).toEqual([])
  })
})
