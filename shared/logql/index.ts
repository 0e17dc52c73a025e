/** The query language: LogQL, with `search` and dotted labels on top. Pure: server and browser share it. */
export * from './ast'
export { LogqlError, type Position } from './errors'
export { parseQuery } from './parser'
export { printQuery } from './printer'
