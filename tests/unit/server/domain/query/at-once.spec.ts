import { describe, expect, it } from 'vitest'
import { atOnce } from '~~/server/domain/query'

const until = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

describe('several works at once', () => {
  it('give their results in their order', async () => {
    expect(await atOnce(new AbortController().signal, [async () => 1, async () => 'two'])).toEqual([1, 'two'])
  })

  it('are ended when one fails, and it is thrown', async () => {
    let ended: unknown
    const works = [
      (signal: AbortSignal) => until(signal).catch((error: unknown) => { ended = error }),
      () => Promise.reject(new Error('broken')),
    ] as const
    await expect(atOnce(new AbortController().signal, works)).rejects.toThrow('broken')
    expect(ended).toMatchObject({ message: 'broken' })
  })

  it('end with the signal that they are within', async () => {
    const client = new AbortController()
    const all = atOnce(client.signal, [until, until])
    client.abort(new Error('gone'))
    await expect(all).rejects.toThrow('gone')
  })
})
