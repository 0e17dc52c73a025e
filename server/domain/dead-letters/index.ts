export { createDeadLetters, type DeadLettersOptions } from './service'
export type * from './types'
