export * from './database'
export * from './lock'
export * as tables from './schema'
