export { TailHub, type TailRequest } from './hub'
export type { TailEvent } from './events'
export type { LineBatch } from './batch'
export type { Tail } from './tail'
