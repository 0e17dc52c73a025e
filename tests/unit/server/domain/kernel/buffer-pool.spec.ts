import { describe, expect, it } from 'vitest'
import { BufferPool } from '~~/server/domain/kernel/buffer-pool'

describe('buffer pool', () => {
  it('gives the same memory again, also when a part of it comes back', () => {
    const pool = new BufferPool(1024 * 1024)
    const first = pool.take(100_000)
    expect(first.length).toBeGreaterThanOrEqual(100_000)
    pool.give(first.subarray(0, 10))
    expect(pool.take(90_000).buffer).toBe(first.buffer)
    expect(pool.take(90_000).buffer).not.toBe(first.buffer)
  })

  it('never lends one buffer twice', () => {
    const pool = new BufferPool(1024 * 1024)
    const lent = Array.from({ length: 5 }, () => pool.take(1000).buffer)
    expect(new Set(lent).size).toBe(5)
  })

  it('holds on to no more than its bound, and to nothing large', () => {
    const pool = new BufferPool(100_000)
    const [one, two] = [pool.take(1), pool.take(1)]
    pool.give(one)
    pool.give(two)
    expect(pool.take(1).buffer).toBe(one.buffer)
    expect(pool.take(1).buffer).not.toBe(two.buffer)
    const large = pool.take(10_000_000)
    expect(large).toHaveLength(10_000_000)
    pool.give(large)
    expect(pool.take(10_000_000).buffer).not.toBe(large.buffer)
  })

  it('does not take in buffers that are part of something else', () => {
    const pool = new BufferPool(1024 * 1024)
    const small = Buffer.from('a slice of node’s own pool')
    pool.give(small)
    expect(pool.take(10).buffer).not.toBe(small.buffer)
  })
})
