import { describe, expect, it } from 'vitest'
import { QueryTurns } from '~~/server/utils/query-turns'

const key = (keyId: string) => ({ kind: 'key', keyId, projectId: 'p' }) as const
const user = (userId: string) => ({ kind: 'user', userId, role: 'viewer' }) as const

describe('query turns', () => {
  it('bound what one caller has running, and no other', () => {
    const turns = new QueryTurns({ each: 2, all: 10 })
    const first = turns.take(key('a'))
    turns.take(key('a'))
    expect(() => turns.take(key('a'))).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 1 }))
    turns.take(key('b'))
    turns.take(user('a'))
    first()
    turns.take(key('a'))
    expect(() => turns.take(key('a'))).toThrow()
  })

  it('bound what all have together', () => {
    const turns = new QueryTurns({ each: 2, all: 2 })
    const release = turns.take(user('a'))
    turns.take(user('b'))
    expect(() => turns.take(user('c'))).toThrow(expect.objectContaining({ code: 'unavailable', retryAfter: 1 }))
    release()
    turns.take(user('c'))
  })

  it('come back once, however often they are given back', () => {
    const turns = new QueryTurns({ each: 2, all: 2 })
    const release = turns.take(user('a'))
    turns.take(user('b'))
    release()
    release()
    turns.take(user('a'))
    expect(() => turns.take(user('c'))).toThrow()
  })

  it('leave one caller room for two Explore pages, and others room beside it', () => {
    const turns = new QueryTurns()
    for (let i = 0; i < 10; i++) turns.take(user('a'))
    for (let i = 0; i < 10; i++) turns.take(user('b'))
  })
})
