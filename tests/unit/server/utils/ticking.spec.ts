import { describe, expect, it } from 'vitest'
import { TICK, ticking } from '~~/server/utils/ticking'

describe('ticking', () => {
  it('passes on what is yielded, in order, and what is returned', async () => {
    const source = (async function* () {
      await Promise.resolve()
      yield* [1, 2, 3]
      return 'end'
    })()
    const seen = []
    const ticked = ticking(source, 60_000)
    for (;;) {
      const { done, value } = await ticked.next()
      seen.push(value)
      if (done) break
    }
    expect(seen).toEqual([1, 2, 3, 'end'])
  })

  it('ticks while nothing comes', async () => {
    const wake = Promise.withResolvers<void>()
    const ticked = ticking((async function* () {
      await wake.promise
      yield 1
    })(), 5)
    expect(await ticked.next()).toEqual({ done: false, value: TICK })
    expect(await ticked.next()).toEqual({ done: false, value: TICK })
    wake.resolve()
    let next = await ticked.next()
    while (next.value === TICK) next = await ticked.next()
    expect(next).toEqual({ done: false, value: 1 })
  })

  it('ends the source when it is left, and fails as it does', async () => {
    let ended = false
    const ticked = ticking((async function* () {
      try {
        await Promise.resolve()
        yield 1
        yield 2
      }
      finally {
        ended = true
      }
    })(), 60_000)
    await ticked.next()
    await ticked.return(undefined)
    expect(ended).toBe(true)
    const failing = ticking((async function* (): AsyncGenerator<number> {
      await Promise.resolve()
      yield 1
      throw new Error('broke')
    })(), 60_000)
    await failing.next()
    await expect(failing.next()).rejects.toThrow('broke')
  })
})
