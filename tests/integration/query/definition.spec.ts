import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { never, openStore, scopeOf, type Store } from './support'

let store: Store
beforeAll(async () => {
  store = await openStore()
})
afterAll(() => store.close())

describe('the definition of a table', () => {
  it('is our schema’s while there is no database', async () => {
    expect(await store.query.definition(scopeOf('source_first'), never)).toMatchObject({ table: 'source_first', exists: false })
  })

  it('is our schema’s while there is no table, and makes one that takes rows', async () => {
    await store.writer.command({ query: 'CREATE DATABASE IF NOT EXISTS cordwood' })
    const definition = await store.query.definition(scopeOf('source_later'), never)
    expect(definition).toMatchObject({ database: 'cordwood', table: 'source_later', exists: false })
    expect(definition.sql).toContain('CREATE TABLE IF NOT EXISTS cordwood.source_later (')
    expect(definition.sql).toContain('toIntervalDay(36500)')
    await store.writer.command({ query: definition.sql })
    await store.insert(scopeOf('source_later'), [{ time: 1n }])
  })

  it('is the engine’s once there is one, with what was altered', async () => {
    const scope = await store.source('source_altered')
    await store.writer.command({ query: 'ALTER TABLE cordwood.source_altered ADD COLUMN Mine UInt8' })
    const definition = await store.query.definition(scope, never)
    expect(definition).toMatchObject({ database: 'cordwood', table: 'source_altered', exists: true })
    expect(definition.sql).toMatch(/^CREATE TABLE cordwood\.source_altered\n/)
    expect(definition.sql).toContain('`Mine` UInt8')
    expect(definition.sql).not.toContain('\\n')
  })
})
