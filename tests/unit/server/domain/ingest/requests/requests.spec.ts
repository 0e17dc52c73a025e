import { describe, expect, it } from 'vitest'
import { RequestMemory } from '~~/server/domain/ingest/requests/memory'
import { createRequests, type KeyedRequest, type RequestTry } from '~~/server/domain/ingest/requests/requests'
import type { RequestNote } from '~~/server/domain/ingest/spool/note'

function setUp() {
  const clock = { now: () => 1_790_000_000_000 }
  const memory = new RequestMemory(() => clock.now())
  const known = { all: true }
  const requests = createRequests(memory, clock, () => known.all)
  const stored: RequestNote[] = []
  const store = async (note: RequestNote) => void stored.push(note)
  const request = (part: Partial<KeyedRequest> = {}): KeyedRequest =>
    ({ keyId: 'k', idempotencyKey: 'i', sourceId: 's', address: '/ingest', body: Buffer.from('body'), ...part })
  /** Two appends, as a request with bad lines has them. */
  const send = (part: Partial<KeyedRequest> = {}, append = store) => requests.once(request(part), async (attempt) => {
    await Promise.all([attempt.put(append), attempt.put(append)])
    return attempt.isResent
  })
  return { memory, known, requests, request, stored, store, send }
}

describe('a request with an Idempotency-Key', () => {
  it('is stored once, part by part', async () => {
    const { stored, send } = setUp()
    expect(await send()).toBe(false)
    expect(stored).toMatchObject([{ part: 0 }, { part: 1 }])
    expect(await send()).toBe(true)
    expect(stored).toHaveLength(2)
  })

  it('is refused with a time to come back while it is not known yet what an earlier run has stored', async () => {
    const { known, stored, send } = setUp()
    known.all = false
    await expect(send()).rejects.toMatchObject({ code: 'unavailable', retryAfter: 2 })
    expect(stored).toEqual([])
    known.all = true
    expect(await send()).toBe(false)
  })

  it('is another one with another API key or another Idempotency-Key', async () => {
    const { stored, send } = setUp()
    await send()
    expect(await send({ keyId: 'k2' })).toBe(false)
    expect(await send({ idempotencyKey: 'i2' })).toBe(false)
    expect(await send({ keyId: 'ki', idempotencyKey: '' })).toBe(false)
    expect(stored).toHaveLength(8)
  })

  it.each<[string, Partial<KeyedRequest>]>([
    ['body', { body: Buffer.from('Body') }], ['source', { sourceId: 's2' }], ['address', { address: '/ingest?level=info' }],
    ['address and source that read the same together', { address: '/ingest1', sourceId: '' }],
  ])('is refused with another %s', async (_what, other) => {
    const { stored, send } = setUp()
    await send()
    await expect(send(other)).rejects.toMatchObject({ code: 'unprocessable' })
    expect(stored).toHaveLength(2)
    expect(await send()).toBe(true)
  })

  it('waits for the same one that is under way, and is stored when that was not', async () => {
    const { stored, store, send } = setUp()
    const order: string[] = []
    let fail = (_error: Error) => {}
    const first = send({}, () => new Promise((_resolve, reject) => fail = reject)).catch(() => order.push('first failed'))
    const others = [1, 2, 3].map(number => send({}, store).then((isResent) => {
      order.push(`${number} ${isResent ? 'resent' : 'stored'}`)
    }))
    const other = send({ body: Buffer.from('other') }).catch((error: { code: string }) => order.push(error.code))
    await new Promise(resolve => setImmediate(resolve))
    expect(stored).toHaveLength(0)
    fail(new Error('the spool is full'))
    await Promise.all([first, ...others, other])
    expect(order).toEqual(['first failed', '1 stored', '2 resent', '3 resent', 'unprocessable'])
    expect(stored).toHaveLength(2)
  })

  it('is completed where an earlier try stored a part of it', async () => {
    const { stored, send, requests, request } = setUp()
    const put = async (attempt: RequestTry) => {
      await attempt.put(async note => void stored.push(note))
      await attempt.put(async () => Promise.reject(new Error('killed')))
    }
    await expect(requests.once(request(), put)).rejects.toThrow('killed')
    expect(await send()).toBe(true)
    expect(stored).toMatchObject([{ part: 0 }, { part: 1 }])
    expect(stored[1]!.fingerprint).toBe(stored[0]!.fingerprint)
  })

  it('is known after a restart by the notes of it', async () => {
    const before = setUp()
    await before.send()
    const after = setUp()
    for (const note of before.stored) after.memory.add(note)
    expect(await after.send()).toBe(true)
    expect(after.stored).toEqual([])
  })
})
