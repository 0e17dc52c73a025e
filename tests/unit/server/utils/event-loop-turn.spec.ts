import { describe, expect, it } from 'vitest'
import { eventLoopTurn } from '../../../../server/utils/event-loop-turn'

describe('turns of the event loop', () => {
  it('gives one a round, in order, and lets other events in between', async () => {
    const seen: string[] = []
    const work = async (name: string) => {
      await eventLoopTurn()
      seen.push(name)
      setImmediate(() => seen.push(`after ${name}`))
    }
    await Promise.all(['a', 'b', 'c'].map(work))
    // Without turns: a, b, c, and only then what a has set going.
    expect(seen).toEqual(['a', 'b', 'after a', 'c'])
  })

  it('goes on after a piece of work that fails', async () => {
    const failing = eventLoopTurn().then(() => {
      throw new Error('no')
    })
    const good = eventLoopTurn()
    await expect(failing).rejects.toThrow('no')
    await expect(good).resolves.toBeUndefined()
  })
})
