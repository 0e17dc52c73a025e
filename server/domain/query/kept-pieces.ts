import type { SeriesLabels } from '#shared/logql'
import { BLOCK_MINUTES, type Change } from './parts'

/** What a series comes to in a piece of time. */
export interface KnownValue { readonly labels: SeriesLabels, readonly lines: number, readonly bytes: number, readonly value: number }

/** The answer of a piece of time, whose lines lie in (from, to], nanoseconds. */
export interface KnownPiece { readonly piece: bigint, readonly from: bigint, readonly to: bigint, readonly values: readonly KnownValue[] }

/** Whose numbers these are, and what was asked: the same key, the same numbers for the same lines. */
export interface CacheKey { readonly tenant: string, readonly table: string, readonly question: string }

export interface CacheLimits {
  /** Values kept of everybody, about a hundred bytes each. */
  readonly all: number
  /** Of one tenant. */
  readonly each: number
}

interface Kept { readonly key: CacheKey, readonly pieces: Map<bigint, KnownPiece>, size: number }

/** The pieces that are known, question by question, up to a size; what was not asked for the longest goes first. */
export class KeptPieces {
  /** In the order in which they were asked for. */
  private readonly questions = new Map<string, Kept>()
  private readonly sizes = new Map<string, number>()
  private total = 0

  constructor(private readonly limits: CacheLimits) {}

  /** Those of a question, as they are now. */
  of(key: CacheKey): ReadonlyMap<bigint, KnownPiece> {
    const name = nameOf(key)
    const found = this.questions.get(name)
    if (found === undefined) return new Map()
    this.questions.delete(name)
    this.questions.set(name, found)
    return new Map(found.pieces)
  }

  put(key: CacheKey, pieces: readonly KnownPiece[]): void {
    const name = nameOf(key)
    const kept = this.questions.get(name) ?? { key, pieces: new Map<bigint, KnownPiece>(), size: 0 }
    this.questions.set(name, kept)
    for (const piece of pieces) {
      this.remove(kept, piece.piece)
      kept.pieces.set(piece.piece, piece)
      this.grow(kept, sizeOf(piece))
    }
    this.shrink(key.tenant)
  }

  /** Forgets what a change of a table may have made wrong. */
  drop(table: string, change: Change): void {
    for (const kept of this.questions.values()) {
      if (kept.key.table !== table) continue
      for (const piece of kept.pieces.values()) if (isHit(change, piece)) this.remove(kept, piece.piece)
    }
  }

  private remove(kept: Kept, piece: bigint): void {
    const found = kept.pieces.get(piece)
    if (found === undefined) return
    kept.pieces.delete(piece)
    this.grow(kept, -sizeOf(found))
  }

  private grow(kept: Kept, by: number): void {
    const { tenant } = kept.key
    kept.size += by
    this.total += by
    const size = (this.sizes.get(tenant) ?? 0) + by
    if (size === 0) this.sizes.delete(tenant)
    else this.sizes.set(tenant, size)
  }

  private shrink(tenant: string): void {
    for (const [name, kept] of this.questions) {
      const isOverOwn = kept.key.tenant === tenant && (this.sizes.get(tenant) ?? 0) > this.limits.each
      if (kept.size > 0 && this.total <= this.limits.all && !isOverOwn) continue
      this.grow(kept, -kept.size)
      this.questions.delete(name)
    }
  }
}

const nameOf = ({ tenant, table, question }: CacheKey) => JSON.stringify([tenant, table, question])
const sizeOf = ({ values }: KnownPiece) => values.length + 1

const BLOCK = BigInt(BLOCK_MINUTES) * 60_000_000_000n

/** Whether a change may concern lines of a piece. */
export function isHit(change: Change, { from, to }: Pick<KnownPiece, 'from' | 'to'>): boolean {
  if (change === 'all') return true
  const [first, last] = [Number(from / BLOCK), Number((to - 1n) / BLOCK)]
  for (const block of change) if (block >= first && block <= last) return true
  return false
}
