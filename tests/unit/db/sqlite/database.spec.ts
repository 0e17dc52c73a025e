import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate, openDatabase, tables } from '~~/db/sqlite'
import { MIGRATIONS } from '~~/tests/fixtures/identity'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordwood-db-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('openDatabase', () => {
  it('makes folder and file for their owner only, with durable settings', () => {
    const file = join(folder, 'new/cordwood.sqlite')
    const { $client } = openDatabase(file)
    expect($client.pragma('journal_mode', { simple: true })).toBe('wal')
    expect($client.pragma('synchronous', { simple: true })).toBe(2)
    expect($client.pragma('foreign_keys', { simple: true })).toBe(1)
    expect($client.pragma('busy_timeout', { simple: true })).toBe(5000)
    $client.exec('CREATE TABLE t (a)')
    for (const name of [file, `${file}-wal`]) expect(statSync(name).mode & 0o077, name).toBe(0)
    $client.close()
  })
})

describe('migrate', () => {
  it('can run again on the same file', () => {
    const file = join(folder, 'a.sqlite')
    for (let start = 0; start < 2; start++) {
      const db = openDatabase(file)
      migrate(db, MIGRATIONS)
      expect(db.select().from(tables.users).all()).toEqual([])
      db.$client.close()
    }
  })

  it('fails clearly without its folder', () => {
    const db = openDatabase(':memory:')
    expect(() => migrate(db, join(folder, 'nowhere'))).toThrow(/_journal/)
    db.$client.close()
  })
})

describe('the tables', () => {
  it('refuse roles that do not exist, second default sources and members of nothing', () => {
    const db = openDatabase(':memory:')
    migrate(db, MIGRATIONS)
    const user = { id: 'u', email: 'a@b.co', name: 'A', passwordHash: 'x', createdAt: 1 }
    expect(() => db.insert(tables.users).values({ ...user, role: 'root' as 'admin' }).run()).toThrow()
    db.insert(tables.users).values({ ...user, role: 'admin' }).run()
    expect(() => db.insert(tables.users).values({ ...user, id: 'u2', role: 'admin' }).run()).toThrow()
    expect(() => db.insert(tables.projectMembers).values({ projectId: 'none', userId: 'u', role: 'viewer', createdAt: 1 }).run()).toThrow()
    db.insert(tables.projects).values({ id: 'p', name: 'P', createdBy: 'u', createdAt: 1 }).run()
    const source = { projectId: 'p', schema: 'app', retentionDays: 1, isDefault: true, createdAt: 1 } as const
    db.insert(tables.sources).values({ ...source, id: 's1', name: 'a' }).run()
    expect(() => db.insert(tables.sources).values({ ...source, id: 's2', name: 'b' }).run()).toThrow()
    db.$client.close()
  })
})
