export { bulkAnswer, withUnfit } from './answer'
export { decodeBulk } from './bulk'
export type { Bulk, BulkItem } from './bulk'

/** Label in metrics and dead letters. */
export const ELASTICSEARCH = 'elasticsearch'
