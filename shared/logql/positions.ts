import type { Stage } from './ast'
import type { Position } from './errors'

/** Where stages stand in the query they were read from: nodes say what a query means, and nothing of how it was written. */
const positions = new WeakMap<Stage, Place>()
const START: Place = { position: { offset: 0, line: 1, column: 1 }, length: 1 }

interface Place { readonly position: Position, readonly length: number }

export function setPosition(stage: Stage, position: Position, length: number): void {
  positions.set(stage, { position, length: Math.max(1, length) })
}

/** The beginning of the query for a stage that was not read. */
export const positionOf = (stage: Stage): Place => positions.get(stage) ?? START
