export type { SavedQueryParts } from './access'
export { createSavedQueries } from './saved-queries'
export type { QueryChange, QueryTarget, SavedQueries } from './types'
