import { describe, expect, it } from 'vitest'
import { ONLY, type Place } from '#shared/utils/place'
import { QueueBudget, TailQueue, type QueueItem } from '~~/server/domain/tail/queue'
import { at, batchOf, idOf } from './support'

/** Puts lines in whose first has this ordinal. */
const put = (queue: TailQueue, first: number, ...texts: string[]) => queue.push(ONLY, batchOf(first, ...texts), idOf(first + texts.length - 1))

const open = (batches: number, budget = new QueueBudget(Infinity)) => new TailQueue(at(0), batchOf(1, 'a').bytes * batches, budget)

const ordinalOf = (place: Place) => [...place.values()].map(({ ordinal }) => ordinal).join('/')

function toWords(item: QueueItem | undefined): string {
  if (item?.kind === 'lines') return item.batch.lines.map(({ line }) => line.text).join()
  return item ? `skipped ${item.skipped.count} (${ordinalOf(item.skipped.after)}, ${ordinalOf(item.skipped.upTo)}]` : 'nothing'
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
    put(queue, 1, 'a', 'b')
    put(queue, 3, 'c')
    expect(await drain(queue)).toEqual(['a,b', 'c'])
    const next = queue.next(60_000)
    put(queue, 4, 'd')
    expect(toWords(await next)).toBe('d')
  })

  it('tells of lines without room where they were, with their number and times', async () => {
    const queue = open(2)
    for (const [i, text] of ['a', 'b', 'c', 'd'].entries()) put(queue, i + 1, text)
    expect(toWords(await queue.next(0))).toBe('a')
    // Not one here and one there: half must be read first
    expect(put(queue, 5, 'e')).toBe(1)
    expect(toWords(await queue.next(0))).toBe('b')
    expect(put(queue, 6, 'f')).toBe(0)
    const skipped = await queue.next(0)
    expect(toWords(skipped)).toBe('skipped 3 (2, 5]')
    expect(skipped).toMatchObject({ skipped: { times: { first: 3n, last: 5n } } })
    expect(await drain(queue)).toEqual(['f'])
  })

  it('takes one batch of any size, so that a large line comes through', async () => {
    const queue = open(1)
    expect(put(queue, 1, 'x'.repeat(10_000))).toBe(0)
    expect(put(queue, 2, 'b')).toBe(1)
    expect((await drain(queue)).map(text => text.length)).toEqual([10_000, 'skipped 1 (1, 2]'.length])
  })

  it('says no number where rows were not looked at', async () => {
    const queue = open(1)
    put(queue, 1, 'a')
    put(queue, 2, 'b')
    queue.passUnread(ONLY, idOf(9))
    expect(await drain(queue)).toEqual(['a', 'skipped undefined (1, 9]'])
  })

  it('shares its memory with others: a batch of all counts once', async () => {
    const shared = batchOf(1, 'a')
    const budget = new QueueBudget(shared.bytes)
    const queues = [open(10, budget), open(10, budget)]
    for (const queue of queues) expect(queue.push(ONLY, shared, idOf(1))).toBe(0)
    expect(budget.bytes).toBe(shared.bytes)
    expect(put(queues[0]!, 2, 'b')).toBe(1)
    expect(await drain(queues[0]!)).toEqual(['a', 'skipped 1 (1, 2]'])
    expect(budget.bytes).toBe(shared.bytes)
    queues[1]!.close()
    expect(budget.bytes).toBe(0)
  })

  it('knows where a reader is that has had everything', async () => {
    const queue = open(10)
    expect(queue.idleAt).toEqual(at(0))
    queue.pass(ONLY, idOf(5))
    expect(queue.idleAt).toEqual(at(5))
    put(queue, 6, 'a')
    expect(queue.idleAt).toBeUndefined()
    await queue.next(0)
    expect(queue.idleAt).toEqual(at(6))
  })

  it('knows of several sources what it has had of each', async () => {
    const queue = new TailQueue(new Map([['a', idOf(10)], ['b', idOf(20)]]), batchOf(1, 'x').bytes * 2 + 8, new QueueBudget(Infinity))
    const lines = (source: string, ordinal: number) => queue.push(source, batchOf(ordinal, `${source}${ordinal}`), idOf(ordinal))
    queue.pass('b', idOf(21))
    expect([lines('a', 11), lines('b', 22), lines('b', 23), lines('a', 12)]).toEqual([0, 0, 1, 1])
    queue.passUnread('b', idOf(24))
    const first = await queue.next(0)
    expect(first).toMatchObject({ position: new Map([['a', idOf(11)], ['b', idOf(21)]]), batch: { lines: [{ line: { text: 'a11' }, position: { ...idOf(11), source: 'a' } }] } })
    // What was skipped is behind this place of both, whichever they were of.
    expect((await drain(queue)).join(' ')).toBe('b22 skipped undefined (11/22, 12/24]')
    queue.pass('a', idOf(15))
    expect(queue.idleAt).toEqual(new Map([['a', idOf(15)], ['b', idOf(24)]]))
  })

  it('ends the waiting when it is closed, and takes nothing more', async () => {
    const queue = open(10)
    const next = queue.next(60_000)
    queue.close()
    expect(await next).toBeUndefined()
    put(queue, 1, 'a')
    expect(await queue.next(60_000)).toBeUndefined()
  })
})
