export { ClickHouseException, exceptionOf, EXCEPTIONS, exceptionText, type ExceptionName } from './exceptions'
export { insertDecoder, type RowsDecoder } from './insert'
export { decodeRowAgain } from './letter'
export { tableOf } from './tables'
export { MAX_STATEMENT, readStatement, type InsertStatement } from './statement'

/** Label in metrics and dead letters. */
export const CLICKHOUSE = 'clickhouse'
