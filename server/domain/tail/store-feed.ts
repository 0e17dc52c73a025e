import { setTimeout as sleep } from 'node:timers/promises'
import { printQuery, type LogNode } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { Scope } from '#shared/types/scope'
import { ONLY, placeOf } from '#shared/utils/place'
import { compareRowIds, type RowId } from '#shared/utils/row-id'
import { AppError } from '../kernel'
import type { Feed } from './feed'
import { QueryGroup, type Follower } from './query-group'
import type { TailStore } from './store'

export interface StoreFeedOptions {
  readonly scope: Scope
  readonly store: TailStore
  /** Ends the waiting. */
  readonly signal: AbortSignal
  readonly onSkipped: (lines: number) => void
  readonly onError: (error: unknown) => void
}

const ROWS = 5_000
const PAUSE_MS = 1_000

interface StoreGroup { readonly node: LogNode, readonly group: QueryGroup, readTo: RowId }

/**
 * The tails of a source that is a user’s own table: what its rows are as records only ClickHouse knows, so they are read
 * from there as soon as they have come to it.
 */
export class StoreFeed implements Feed {
  private readonly groups = new Map<string, StoreGroup>()
  private wanted: RowId | undefined
  private isRunning = false

  constructor(private readonly options: StoreFeedOptions) {}

  join(node: LogNode, follower: Follower): () => void {
    const name = printQuery(node)
    let known = this.groups.get(name)
    if (known === undefined) this.groups.set(name, known = { node, group: new QueryGroup(node, this.options.onSkipped), readTo: follower.from })
    const { followers } = known.group
    followers.add(follower)
    return () => {
      followers.delete(follower)
      if (followers.size === 0 && this.groups.get(name)?.group.followers === followers) this.groups.delete(name)
    }
  }

  get isEmpty(): boolean { return this.groups.size === 0 }

  arrived({ last }: Arrival): void {
    this.wanted = last
    if (!this.isRunning) void this.run()
  }

  private async run(): Promise<void> {
    this.isRunning = true
    const { scope, store, signal, onError } = this.options
    for (let upTo = this.take(); upTo !== undefined && !signal.aborted && !this.isEmpty; upTo = this.take()) {
      try {
        await store.settled(scope.table, upTo, signal)
        for (const group of this.groups.values()) await this.read(group, upTo)
      }
      catch (error) {
        // That ClickHouse is away is known elsewhere.
        if (!signal.aborted && !(error instanceof AppError)) onError(error)
        this.wanted ??= upTo
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
      }
    }
    this.isRunning = false
  }

  private take(): RowId | undefined {
    const { wanted } = this
    this.wanted = undefined
    return wanted
  }

  private async read(known: StoreGroup, upTo: RowId): Promise<void> {
    const { scope, store, signal } = this.options
    while (compareRowIds(known.readTo, upTo) < 0) {
      const page = await store.read(scope, { node: known.node, after: placeOf(known.readTo), upTo: placeOf(upTo), rows: ROWS }, signal)
      for (const line of page.entries) known.group.add(line)
      const readTo = page.readTo.get(ONLY)!
      known.group.deliver(readTo)
      known.readTo = readTo
    }
  }
}
