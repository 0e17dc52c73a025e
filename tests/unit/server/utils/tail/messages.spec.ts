import { describe, expect, it } from 'vitest'
import { AppError } from '~~/server/domain/kernel'
import { formOnce, tailMessage } from '~~/server/utils/tail/messages'
import { at, batchOf, idOf } from '../../domain/tail/support'

const both = (app: number, jobs: number) => new Map([['app', idOf(app)], ['jobs', idOf(jobs)]])
const line = (text: string, ordinal: number) => ({ id: `1-${ordinal}`, time: String(ordinal), line: text, stream: {}, metadata: {}, parsed: {} })

describe('a message of a tail', () => {
  it('of one source names rows by their ids alone', () => {
    expect(tailMessage({ kind: 'lines', batch: batchOf(1, 'a', 'b'), position: at(5) })).toEqual({ event: 'lines', id: '1-5', data: { lines: [line('a', 1), line('b', 2)] } })
    expect(tailMessage({ kind: 'beat', position: at(5) })).toEqual({ event: 'beat', id: '1-5' })
    expect(tailMessage({ kind: 'beat', position: undefined })).toEqual({ event: 'beat' })
    expect(tailMessage({ kind: 'skipped', skipped: { count: 2, after: at(1), upTo: at(3), times: { first: 0n, last: 999_999_999n } } }))
      .toEqual({ event: 'skipped', id: '1-3', data: { count: 2, start: '1970-01-01T00:00:00.000000000Z', end: '1970-01-01T00:00:01.000000000Z', arrived: { after: '1-1', upTo: '1-3' } } })
    expect(tailMessage({ kind: 'end', error: new AppError('unavailable', 'Stopping', { retryAfter: 2 }) })).toEqual({ event: 'end', data: { code: 'unavailable', message: 'Stopping', retryAfter: 2 } })
  })

  it('of several names the row of each, and the source of each line', () => {
    expect(tailMessage({ kind: 'lines', batch: batchOf(1, 'a').of('jobs'), position: both(9, 1) })).toEqual({ event: 'lines', id: 'app:1-9,jobs:1-1', data: { lines: [{ ...line('a', 1), id: `jobs:${line('a', 1).id}`, source: 'jobs' }] } })
    expect(tailMessage({ kind: 'skipped', skipped: { count: undefined, after: both(1, 2), upTo: both(1, 7), times: undefined } }))
      .toMatchObject({ id: 'app:1-1,jobs:1-7', data: { count: null, arrived: { after: 'app:1-1,jobs:1-2', upTo: 'app:1-1,jobs:1-7' } } })
  })
})

describe('a form that is made once', () => {
  it('is made anew only for readers who are at another place', () => {
    let made = 0
    const form = formOnce((event) => {
      made++
      return JSON.stringify(tailMessage(event))
    })
    const batch = batchOf(1, 'a').of('app')
    const told = (jobs: number) => form({ kind: 'lines', batch, position: both(1, jobs) })
    expect([told(3), told(3), told(4)].map(text => /"id":"([^"]*)"/.exec(text)?.[1])).toEqual(['app:1-1,jobs:1-3', 'app:1-1,jobs:1-3', 'app:1-1,jobs:1-4'])
    expect(made).toBe(2)
    for (const _ of [1, 2]) form({ kind: 'beat', position: both(1, 1) })
    expect(made).toBe(4)
  })
})
