import { describe, expect, it } from 'vitest'
import { RunningQueries } from '~~/server/utils/running-queries'

const ID = '3b241101-e2bb-4255-8caf-4136c566a962'
const key = (keyId: string) => ({ kind: 'key', keyId, projectId: 'p' }) as const
const user = (userId: string, role: 'viewer' | 'operator' | 'admin' = 'operator') => ({ kind: 'user', userId, role }) as const

describe('running queries', () => {
  it('are cancelled by who asked them, once', () => {
    const running = new RunningQueries()
    const { signal, end } = running.begin(key('a'), ID)
    running.cancel(key('a'), ID)
    expect(signal.reason).toMatchObject({ code: 'conflict', message: 'The query was cancelled.' })
    end()
    expect(() => running.cancel(key('b'), ID)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  it('may be cancelled as they end, and are forgotten later', () => {
    const running = new RunningQueries()
    running.begin(key('a'), ID).end()
    expect(() => running.cancel(key('a'), ID)).not.toThrow()
    for (let n = 0; n < 100; n++) running.begin(key('a'), `${n}`).end()
    expect(() => running.cancel(key('a'), ID)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  it('that have ended are not forgotten for those of another', () => {
    const running = new RunningQueries()
    running.begin(key('a'), ID).end()
    for (let n = 0; n < 5000; n++) running.begin(key('busy'), `${n}`).end()
    expect(() => running.cancel(key('a'), ID)).not.toThrow()
    // Readers are bounded, too.
    for (let n = 0; n < 1000; n++) running.begin(key(`other-${n}`), ID).end()
    expect(() => running.cancel(key('a'), ID)).toThrow(expect.objectContaining({ code: 'not_found' }))
  })

  it('are nobody else’s to cancel, but an administrator’s', () => {
    const running = new RunningQueries()
    const { signal } = running.begin(user('a'), ID)
    for (const other of [user('b'), key('a'), key('b')]) expect(() => running.cancel(other, ID)).toThrow(expect.objectContaining({ code: 'not_found' }))
    expect(signal.aborted).toBe(false)
    running.cancel(user('b', 'admin'), ID)
    expect(signal.aborted).toBe(true)
  })

  it('have ids of their own for each caller', () => {
    const running = new RunningQueries()
    const [mine, yours] = [running.begin(key('a'), ID), running.begin(key('b'), ID)]
    expect(() => running.begin(key('a'), ID)).toThrow(expect.objectContaining({ code: 'conflict' }))
    running.cancel(key('b'), ID)
    expect([mine.signal.aborted, yours.signal.aborted]).toEqual([false, true])
    mine.end()
    expect(() => running.begin(key('a'), ID)).not.toThrow()
  })
})
