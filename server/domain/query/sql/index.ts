export { createSqlService, type SqlService, type SqlFormatRequest } from './sql'
export { SqlError } from './refusal'
export { type SqlColumn, type SqlPiece, type SqlRequest, type SqlSource, type SqlSources, type SqlSummary } from './types'
export { isSqlFormat, outputSettings } from './formats'
