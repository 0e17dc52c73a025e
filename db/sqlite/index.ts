export * from './database'
export * as tables from './schema'
