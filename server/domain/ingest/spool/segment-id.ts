import { randomInt } from 'node:crypto'

const SEQUENCE_BITS = 22n

/**
 * Segment ids are UInt64: milliseconds since 1970 in the upper 42 bits (the table's TTL reads them there), the rest
 * random, so that two processes hardly meet. They always rise within a process.
 */
export function createSegmentIds(now: () => number = Date.now): () => bigint {
  let last = 0n
  return () => {
    const fresh = (BigInt(Math.max(0, Math.floor(now()))) << SEQUENCE_BITS) | BigInt(randomInt(1 << Number(SEQUENCE_BITS)))
    last = fresh > last ? fresh : last + 1n
    return last
  }
}
