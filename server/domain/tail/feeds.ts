import type { LogNode } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { Scope } from '#shared/types/scope'
import type { Logger } from '../kernel'
import type { Feed } from './feed'
import { Lane } from './lane'
import type { Follower } from './query-group'
import { RowFeed, type Backlog, type RowReader } from './row-feed'
import type { TailStore } from './store'
import { StoreFeed } from './store-feed'

export interface FeedsOptions {
  readonly store: TailStore
  readonly openReader: (scope: Scope) => RowReader
  readonly logger: Logger
  readonly backlog: Backlog
  readonly onSkipped: (lines: number) => void
  /** Ends all waiting. */
  readonly signal: AbortSignal
}

/** The feeds of the sources that somebody tails: of a source one with levels discovered, and one without. */
export class Feeds {
  private readonly plain = new Map<string, Feed>()
  private readonly levelled = new Map<string, Feed>()

  /** By project: what is tailed together is of one, and no project waits for another. Kept, as it is next to nothing. */
  private readonly lanes = new Map<string, Lane>()

  constructor(private readonly options: FeedsOptions) {}

  /** Rows came to a table. Never throws. */
  arrived(arrival: Arrival): void {
    this.plain.get(arrival.table)?.arrived(arrival)
    this.levelled.get(arrival.table)?.arrived(arrival)
  }

  /**
   * @returns ends it
   * @throws PipelineError for a stage that can’t be built
   */
  join(scope: Scope, node: LogNode, follower: Follower): () => void {
    const { discoverLogLevels = true, table } = scope
    const feeds = discoverLogLevels ? this.levelled : this.plain
    const feed = feeds.get(table) ?? this.open(scope)
    const leave = feed.join(node, follower)
    feeds.set(table, feed)
    return () => {
      leave()
      if (feed.isEmpty && feeds.get(table) === feed) feeds.delete(table)
    }
  }

  private open(scope: Scope): Feed {
    const { store, openReader, logger, backlog, onSkipped, signal } = this.options
    const onError = (error: unknown) => logger.error({ err: error, table: scope.table }, 'live tails could not look at rows that arrived')
    return scope.custom === undefined
      ? new RowFeed({ onSkipped, onError, openReader: () => openReader(scope), backlog, lane: this.laneOf(scope) })
      : new StoreFeed({ onSkipped, onError, scope, store, signal })
  }

  private laneOf({ projectId }: Scope): Lane {
    let lane = this.lanes.get(projectId)
    if (lane === undefined) this.lanes.set(projectId, lane = new Lane())
    return lane
  }
}
