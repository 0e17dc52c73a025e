import type { Principal } from '../domain/identity'
import type { Platform } from './platform'

/**
 * The platform as its caller may use it: what is asked of the logs is within the limits of the caller.
 * @param projectId that is asked about; the caller's only one when missing
 */
export const platformOf = (platform: Platform, principal: Principal | undefined, projectId?: string): Platform =>
  principal === undefined ? platform : { ...platform, query: platform.queries[platform.identity.askerIn(principal, projectId)] }

/** The project that one of the parts of a request names. */
export function projectIn(...parts: readonly unknown[]): string | undefined {
  for (const part of parts) {
    if (typeof part === 'object' && part !== null && 'project' in part && typeof part.project === 'string') return part.project
  }
  return undefined
}
