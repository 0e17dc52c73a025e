import { describe, expect, it } from 'vitest'
import { SeriesLabels } from '#shared/logql'
import { isHit, KeptPieces, type KnownPiece } from '~~/server/domain/query/kept-pieces'

const MINUTE = 60_000_000_000n
const values = (count: number) => Array.from({ length: count }, () => ({ labels: SeriesLabels.none, lines: 1, bytes: 0, value: 0 }))
const piece = (number: number, count = 1): KnownPiece => ({ piece: BigInt(number), from: BigInt(number) * MINUTE, to: BigInt(number + 1) * MINUTE, values: values(count) })
const key = (tenant: string, question = 'q') => ({ tenant, table: `table_${tenant}`, question })
const numbers = (kept: KeptPieces, tenant: string, question?: string) => [...kept.of(key(tenant, question)).keys()].map(Number)

describe('pieces that are known', () => {
  it('are lost to what was changed, and nothing else', () => {
    const kept = new KeptPieces({ all: 100, each: 100 })
    kept.put(key('a'), [piece(4), piece(5), piece(9), piece(10)])
    kept.put(key('b'), [piece(5)])
    kept.drop('table_a', new Set([1]))
    expect(numbers(kept, 'a')).toEqual([4, 10])
    kept.drop('table_a', 'all')
    expect(numbers(kept, 'a')).toEqual([])
    expect(numbers(kept, 'b')).toEqual([5])
  })

  it('are so many of a tenant, those asked for last', () => {
    const kept = new KeptPieces({ all: 100, each: 25 })
    kept.put(key('b'), [piece(1, 19)])
    for (const question of ['one', 'two']) kept.put(key('a', question), [piece(1, 9)])
    kept.of(key('a', 'one'))
    kept.put(key('a', 'three'), [piece(1, 9)])
    expect(['one', 'two', 'three'].map(question => numbers(kept, 'a', question).length)).toEqual([1, 0, 1])
    expect(numbers(kept, 'b')).toEqual([1])
  })

  it('are so many of all', () => {
    const kept = new KeptPieces({ all: 50, each: 25 })
    for (const tenant of ['a', 'b', 'c']) kept.put(key(tenant), [piece(1, 19)])
    expect(['a', 'b', 'c'].map(tenant => numbers(kept, tenant).length)).toEqual([0, 1, 1])
  })

  it('reach from behind their start to their end', () => {
    const fiveMinutes = { from: 5n * MINUTE, to: 10n * MINUTE }
    expect([0, 1, 2].map(block => isHit(new Set([block]), fiveMinutes))).toEqual([false, true, false])
    expect(isHit(new Set([2]), { from: 5n * MINUTE, to: 10n * MINUTE + 1n })).toBe(true)
  })
})
