import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tables } from '~~/db/sqlite'
import { silentLogger } from '~~/server/domain/kernel/logger'
import { createUsage, type Usage } from '~~/server/domain/usage'
import { createTestIdentity, type TestIdentity } from '~~/tests/fixtures/identity'

const DAY_MS = 86_400_000
let test: TestIdentity
let sourceId: string
let opened: Usage[] = []
beforeEach(async () => {
  test = createTestIdentity()
  const { user, projectId } = await test.join('ada@b.co')
  sourceId = test.identity.listSources(user, projectId)[0]!.id
})
afterEach(() => {
  for (const usage of opened) usage.stop()
  opened = []
  test.close()
})

/** As a server that starts on the same database; nothing is written but by `flush`. */
function open(): Usage {
  const usage = createUsage({ db: test.db, clock: test.clock, logger: silentLogger, flushEveryMs: 1e9 })
  opened.push(usage)
  return usage
}

describe('usage', () => {
  it('counts each source of its own, and takes back', () => {
    const usage = open()
    usage.add(sourceId, { lines: 3, bytes: 300 })
    usage.add(sourceId, { lines: 1, bytes: 100 })
    usage.add(sourceId, { lines: -1, bytes: -100 })
    expect(usage.today(sourceId)).toEqual({ lines: 3, bytes: 300 })
    expect(usage.today('another')).toEqual({ lines: 0, bytes: 0 })
  })

  it('goes on after a restart from what was written last', () => {
    const usage = open()
    usage.add(sourceId, { lines: 3, bytes: 300 })
    usage.flush()
    usage.add(sourceId, { lines: 1, bytes: 5 })
    const killed = open()
    expect(killed.today(sourceId)).toEqual({ lines: 3, bytes: 300 })
    usage.stop()
    expect(open().today(sourceId)).toEqual({ lines: 4, bytes: 305 })
  })

  it('begins anew at midnight UTC, and finds the day before again when the clock is set back', () => {
    const usage = open()
    usage.add(sourceId, { lines: 3, bytes: 300 })
    test.clock.advance(DAY_MS)
    expect(usage.today(sourceId)).toEqual({ lines: 0, bytes: 0 })
    usage.add(sourceId, { lines: 1, bytes: 1 })
    test.clock.advance(-DAY_MS)
    expect(usage.today(sourceId)).toEqual({ lines: 3, bytes: 300 })
    test.clock.advance(DAY_MS)
    expect(usage.today(sourceId)).toEqual({ lines: 1, bytes: 1 })
  })

  it('forgets days after three months, and sources that are gone', () => {
    const usage = open()
    usage.add(sourceId, { lines: 3, bytes: 300 })
    usage.add('gone', { lines: 3, bytes: 300 })
    usage.stop()
    expect(test.db.select().from(tables.sourceUsage).all()).toEqual([{ sourceId, day: '2026-01-01', lines: 3, bytes: 300 }])
    test.clock.advance(93 * DAY_MS)
    open()
    expect(test.db.select().from(tables.sourceUsage).all()).toEqual([])
  })
})
