export { createShares, type ShareParts } from './shares'
export type { Sharer, Shares } from './types'
