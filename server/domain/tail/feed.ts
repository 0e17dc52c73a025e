import type { LogNode } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { Follower } from './query-group'

/** The tails of one source, and what they are fed with. */
export interface Feed {
  /**
   * @returns ends it
   * @throws PipelineError for a stage that can’t be built
   */
  join(node: LogNode, follower: Follower): () => void
  readonly isEmpty: boolean
  /** Rows came to the source. Never throws, and takes next to no time. */
  arrived(arrival: Arrival): void
}
