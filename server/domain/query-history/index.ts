export { createQueryHistory, type EndedRun, type QueryHistory, type QueryHistoryParts } from './query-history'
