import { and, asc, eq, sql } from 'drizzle-orm'
import type { ReadScope, Scope } from '#shared/types/scope'
import { tables, type Database } from '~~/db/sqlite'
import { AppError, notFound, type Asker } from '../kernel'
import { customTableOf } from './custom-tables'
import { idOfTable, tableOf } from './project-rows'
import type { Principal, ReadRequest, ScopeRequest, UserPrincipal } from './types'

export interface Access {
  /** @throws AppError not_found unless the project exists and the principal may read it */
  requireReader(principal: Principal, projectId: string): void
  /** @throws AppError as requireReader, and forbidden for viewers */
  requireOperator(user: UserPrincipal, projectId: string): void
  /** See Identity.askerIn. */
  askerIn(principal: Principal, projectId?: string): Asker
  /** See Identity.mayAdminister. */
  mayAdminister(user: UserPrincipal, projectId: string): boolean
  /** See Identity.scopeOf. */
  scopeOf(principal: Principal, request?: ScopeRequest): Scope
  /** See Identity.readScopeOf. */
  readScopeOf(principal: Principal, request: ReadRequest): ReadScope
  /** See Identity.scopeOfSource. */
  scopeOfSource(principal: Principal, projectId: string, sourceId: string): Scope
  /** See Identity.ownLogScope. */
  ownLogScope(): Scope | undefined
  /** See Identity.listenerScope. */
  listenerScope(request: ScopeRequest): Scope | undefined
}

/** What is asked for every request, ready to run. */
function prepare(db: Database) {
  const { projects, projectMembers, sources } = tables
  const scopeColumns = { id: sources.id, schema: sources.schema, retentionDays: sources.retentionDays, dailyQuotaBytes: sources.dailyQuotaBytes, definition: sources.definition, discoverServiceName: sources.discoverServiceName, discoverLogLevels: sources.discoverLogLevels }
  return {
    exists: db.select({ id: projects.id }).from(projects).where(eq(projects.id, sql.placeholder('project'))).prepare(),
    memberRole: db.select({ role: projectMembers.role }).from(projectMembers).where(and(
      eq(projectMembers.projectId, sql.placeholder('project')), eq(projectMembers.userId, sql.placeholder('user')),
    )).prepare(),
    projectsOf: db.select({ id: projectMembers.projectId }).from(projectMembers)
      .where(eq(projectMembers.userId, sql.placeholder('user'))).limit(2).prepare(),
    anyProjects: db.select({ id: projects.id }).from(projects).limit(2).prepare(),
    firstProject: db.select({ id: projects.id }).from(projects).orderBy(asc(projects.createdAt), asc(projects.id)).limit(1).prepare(),
    namedSource: db.select(scopeColumns).from(sources).where(and(
      eq(sources.projectId, sql.placeholder('project')), eq(sources.name, sql.placeholder('name')),
    )).prepare(),
    defaultSource: db.select(scopeColumns).from(sources).where(and(
      eq(sources.projectId, sql.placeholder('project')), eq(sources.isDefault, true),
    )).prepare(),
    sourceById: db.select(scopeColumns).from(sources).where(and(
      eq(sources.projectId, sql.placeholder('project')), eq(sources.id, sql.placeholder('id')),
    )).prepare(),
    ownLogSource: db.select({ ...scopeColumns, projectId: sources.projectId }).from(sources).where(eq(sources.ownLogs, true)).prepare(),
  }
}

/** Who may touch which project. An administrator may touch all; everyone else, those they are a member of. */
export function createAccess(db: Database): Access {
  const statements = prepare(db)
  const { exists, memberRole, projectsOf, anyProjects, namedSource, defaultSource, sourceById } = statements

  const roleIn = (user: UserPrincipal, project: string) => user.role === 'admin'
    ? exists.get({ project }) && 'admin'
    : memberRole.get({ project, user: user.userId })?.role

  const requireReader: Access['requireReader'] = (principal, projectId) => {
    const may = principal.kind === 'key' ? principal.projectId === projectId : roleIn(principal, projectId) !== undefined
    if (!may) throw notFound('The project')
  }

  const onlyProjectOf = (user: UserPrincipal): string => onlyOne(user, projectsOf.all({ user: user.userId }), () => anyProjects.all())

  const sourceOf = (project: string, { source, table }: ScopeRequest) => {
    if (table !== undefined) return namedSource.get({ project, name: table }) ?? sourceById.get({ project, id: idOfTable(table) })
    return source === undefined ? defaultSource.get({ project }) : namedSource.get({ project, name: source })
  }

  const scopeOf: Access['scopeOf'] = (principal, request = {}) => {
    const projectId = request.project ?? (principal.kind === 'key' ? principal.projectId : onlyProjectOf(principal))
    requireReader(principal, projectId)
    const found = sourceOf(projectId, request)
    const name = request.table ?? request.source
    if (!found) throw notFound(name === undefined ? 'The project’s default source' : `The source ${JSON.stringify(name.slice(0, 48))}`)
    return toScope(projectId, found)
  }

  return {
    requireReader,
    askerIn: (principal, projectId) => askerIn(statements, principal, projectId),
    requireOperator(user, projectId) {
      requireReader(user, projectId)
      if (user.role === 'viewer' || roleIn(user, projectId) === 'viewer') {
        throw new AppError('forbidden', 'Viewers can read only. Ask an operator of the project.')
      }
    },
    mayAdminister: (user, projectId) => roleIn(user, projectId) === 'admin',
    scopeOf,
    readScopeOf(principal, { project, source }) {
      const [first, ...others] = new Set([source ?? []].flat())
      if (first === undefined || others.length === 0) return scopeOf(principal, { project, source: first })
      const sources = new Map([first, ...others].map(name => [name, scopeOf(principal, { project, source: name })]))
      return { projectId: sources.get(first)!.projectId, sources }
    },
    scopeOfSource(principal, projectId, sourceId) {
      requireReader(principal, projectId)
      const found = sourceById.get({ project: projectId, id: sourceId })
      if (!found) throw notFound('The source')
      return toScope(projectId, found)
    },
    ...scopesOfPrograms(statements, sourceOf),
  }
}

/** See Identity.askerIn. */
function askerIn({ projectsOf, memberRole }: ReturnType<typeof prepare>, principal: Principal, projectId: string | undefined): Asker {
  if (principal.kind === 'key') return 'key'
  if (principal.role !== 'operator') return principal.role
  const own = projectId === undefined ? projectsOf.all({ user: principal.userId }) : [{ id: projectId }]
  return own.length === 1 ? memberRole.get({ project: own[0]!.id, user: principal.userId })?.role ?? principal.role : principal.role
}

/** @throws AppError not_found for none, bad_request for several */
function onlyOne(user: UserPrincipal, own: readonly { id: string }[], any: () => readonly { id: string }[]): string {
  // An administrator who is a member of none still reads the installation's only project.
  const found = own.length > 0 || user.role !== 'admin' ? own : any()
  if (found.length === 0) throw notFound('A project')
  if (found.length > 1) throw new AppError('bad_request', 'You are in several projects: say which one as "project".')
  return found[0]!.id
}

/** What lines go to that no one has sent by a key. */
function scopesOfPrograms(
  { ownLogSource, firstProject }: ReturnType<typeof prepare>, sourceOf: (project: string, request: ScopeRequest) => SourceColumns | undefined,
): Pick<Access, 'ownLogScope' | 'listenerScope'> {
  return {
    ownLogScope() {
      const found = ownLogSource.get()
      if (!found) return undefined
      const { projectId, ...source } = found
      return toScope(projectId, source)
    },
    listenerScope({ project = firstProject.get()?.id, source }) {
      const found = project === undefined ? undefined : sourceOf(project, { source })
      return found && toScope(project!, found)
    },
  }
}

type SourceColumns = Pick<typeof tables.sources.$inferSelect, 'id' | 'schema' | 'retentionDays' | 'dailyQuotaBytes' | 'definition' | 'discoverServiceName' | 'discoverLogLevels'>

function toScope(projectId: string, { id, definition, ...source }: SourceColumns): Scope {
  return { projectId, sourceId: id, table: tableOf(id), ...source, ...(definition === null ? {} : { custom: customTableOf(id, definition) }) }
}
