import { describe, expect, it } from 'vitest'
import { QueueBudget, TailQueue, type QueueItem } from '~~/server/domain/tail/queue'
import { batchOf, idOf } from './support'

const open = (batches: number, budget = new QueueBudget(Infinity)) => new TailQueue(idOf(0), batchOf(1, 'a').bytes * batches, budget)

function toWords(item: QueueItem | undefined): string {
  if (item?.kind === 'lines') return item.batch.lines.map(({ line }) => line.text).join()
  return item ? `skipped ${item.skipped.count} (${item.skipped.after.ordinal}, ${item.skipped.upTo.ordinal}]` : 'nothing'
}

/** Everything that waits. */
async function drain(queue: TailQueue): Promise<string[]> {
  const words: string[] = []
  for (let item = await queue.next(0); item; item = await queue.next(0)) words.push(toWords(item))
  return words
}

describe('the queue of a tail', () => {
  it('gives out what was put in, in order, and waits for what comes', async () => {
    const queue = open(10)
    queue.push(batchOf(1, 'a', 'b'))
    queue.push(batchOf(3, 'c'))
    expect(await drain(queue)).toEqual(['a,b', 'c'])
    const next = queue.next(60_000)
    queue.push(batchOf(4, 'd'))
    expect(toWords(await next)).toBe('d')
  })

  it('tells of lines without room where they were, with their number and times', async () => {
    const queue = open(2)
    for (const [i, text] of ['a', 'b', 'c', 'd'].entries()) queue.push(batchOf(i + 1, text))
    expect(toWords(await queue.next(0))).toBe('a')
    // Not one here and one there: half must be read first
    expect(queue.push(batchOf(5, 'e'))).toBe(1)
    expect(toWords(await queue.next(0))).toBe('b')
    expect(queue.push(batchOf(6, 'f'))).toBe(0)
    const skipped = await queue.next(0)
    expect(toWords(skipped)).toBe('skipped 3 (2, 5]')
    expect(skipped).toMatchObject({ skipped: { times: { first: 3n, last: 5n } } })
    expect(await drain(queue)).toEqual(['f'])
  })

  it('takes one batch of any size, so that a large line comes through', async () => {
    const queue = open(1)
    expect(queue.push(batchOf(1, 'x'.repeat(10_000)))).toBe(0)
    expect(queue.push(batchOf(2, 'b'))).toBe(1)
    expect((await drain(queue)).map(text => text.length)).toEqual([10_000, 'skipped 1 (1, 2]'.length])
  })

  it('says no number where rows were not looked at', async () => {
    const queue = open(1)
    queue.push(batchOf(1, 'a'))
    queue.push(batchOf(2, 'b'))
    queue.passUnread(idOf(9))
    expect(await drain(queue)).toEqual(['a', 'skipped undefined (1, 9]'])
  })

  it('shares its memory with others: a batch of all counts once', async () => {
    const shared = batchOf(1, 'a')
    const budget = new QueueBudget(shared.bytes)
    const queues = [open(10, budget), open(10, budget)]
    for (const queue of queues) expect(queue.push(shared)).toBe(0)
    expect(budget.bytes).toBe(shared.bytes)
    expect(queues[0]!.push(batchOf(2, 'b'))).toBe(1)
    expect(await drain(queues[0]!)).toEqual(['a', 'skipped 1 (1, 2]'])
    expect(budget.bytes).toBe(shared.bytes)
    queues[1]!.close()
    expect(budget.bytes).toBe(0)
  })

  it('knows where a reader is that has had everything', async () => {
    const queue = open(10)
    expect(queue.idleAt).toEqual(idOf(0))
    queue.pass(idOf(5))
    expect(queue.idleAt).toEqual(idOf(5))
    queue.push(batchOf(6, 'a'))
    expect(queue.idleAt).toBeUndefined()
    await queue.next(0)
    expect(queue.idleAt).toEqual(idOf(6))
  })

  it('ends the waiting when it is closed, and takes nothing more', async () => {
    const queue = open(10)
    const next = queue.next(60_000)
    queue.close()
    expect(await next).toBeUndefined()
    queue.push(batchOf(1, 'a'))
    expect(await queue.next(60_000)).toBeUndefined()
  })
})
