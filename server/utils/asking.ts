import type { Principal } from '../domain/identity'
import type { Asker } from '../domain/kernel'
import type { Platform } from './platform'

/** Whose limits a caller's queries have. */
export const askerOf = (principal: Principal): Asker => principal.kind === 'key' ? 'key' : principal.role

/** The platform as its caller may use it: what is asked of the logs is within the limits of the caller. */
export const platformOf = (platform: Platform, principal: Principal | undefined): Platform =>
  principal === undefined ? platform : { ...platform, query: platform.queries[askerOf(principal)] }
