export { createIdentity, type IdentityParts } from './identity'
export { createPasswords } from './passwords'
export { createThrottle } from './throttle'
export type * from './types'
