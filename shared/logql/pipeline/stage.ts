import type { Labels } from './labels'

/** A line on its way through a pipeline. */
export interface Line {
  text: string
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint
  readonly labels: Labels
}

/** What a stage does with a line; false drops it. */
export type StageRunner = (line: Line) => boolean

/** A query that can be read and yet not be run: an address, a path or a template in it is none. */
export class PipelineError extends Error {
  constructor(readonly stage: string, reason: string) {
    super(`${stage}: ${reason}`)
    this.name = 'PipelineError'
  }
}
