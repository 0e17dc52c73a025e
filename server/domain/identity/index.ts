export { createIdentity, type IdentityParts } from './identity'
export type * from './types'
