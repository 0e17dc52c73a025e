import type { LogNode } from '#shared/logql'
import type { ReadScope } from '#shared/types/scope'
import type { Place } from '#shared/utils/place'
import type { RowId } from '#shared/utils/row-id'
import type { TailLine } from './batch'

/** A part of what is read by when its rows came. */
export interface Part {
  readonly node: LogNode
  readonly after: Place
  readonly upTo: Place
}

/** Lines of a part, in the order of ids: of each source as they came. */
export interface PartPage {
  readonly entries: readonly TailLine[]
  /** The part was read up to there, and `isWhole` where that is all of it. */
  readonly readTo: Place
  readonly isWhole: boolean
}

/** What came before, and may be on its way to ClickHouse still. */
export interface TailStore {
  /** The last row of a table that was told of by `arrived`. Synchronous: what is told of next has higher ids. */
  positionOf(table: string): RowId
  /** Resolves when the rows of a table up to this one can be read. @throws AppError unavailable when that takes too long */
  settled(table: string, upTo: RowId, signal: AbortSignal): Promise<void>
  /** @param rows to read at most. @throws AppError */
  read(scope: ReadScope, part: Part & { readonly rows: number }, signal: AbortSignal): Promise<PartPage>
  /** The newest lines by their times, newest first, from `start` on (nanoseconds). @throws AppError */
  newest(scope: ReadScope, request: { readonly query: string, readonly start: bigint, readonly limit: number, readonly upTo: Place }, signal: AbortSignal): Promise<readonly TailLine[]>
}
