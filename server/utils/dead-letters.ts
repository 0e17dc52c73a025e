import type { LetterScope, LetterWriteScope } from '../domain/dead-letters'
import type { Principal, UserPrincipal } from '../domain/identity'
import type { Platform } from './platform'

/**
 * The dead letters that a principal may read, with the names of their sources and, for people, of their keys.
 * @throws AppError not_found unless the project exists and may be read
 */
export function letterScopeOf({ identity }: Platform, principal: Principal, projectId: string): LetterScope {
  const sources = identity.listSources(principal, projectId)
  const keys = principal.kind === 'user' ? identity.listKeys(principal, projectId) : []
  const { deadLetterDays: retentionDays } = identity.getProject(principal, projectId)
  return { projectId, retentionDays, sources, keys }
}

/** @throws AppError as letterScopeOf, and forbidden for viewers */
export function letterWriteScopeOf(platform: Platform, user: UserPrincipal, projectId: string, address: string): LetterWriteScope {
  platform.identity.requireOperator(user, projectId)
  const scope = letterScopeOf(platform, user, projectId)
  const targets = new Map(scope.sources.map(({ id, name }) => [id, platform.identity.scopeOf(user, { project: projectId, source: name })]))
  return { ...scope, userId: user.userId, address, targets }
}
