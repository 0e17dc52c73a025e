import { and, asc, eq } from 'drizzle-orm'
import { tables, type Database } from '~~/db/sqlite'
import { AppError, notFound } from '../kernel'
import type { Access } from './access'
import type { KeyRing } from './keys'
import { changesInWords, IMMEDIATE, insertKey, insertProject, requireRoom, toApiKey, toProject, type RowParts } from './project-rows'
import { sourceCalls } from './sources'
import type { Principal, Projects } from './types'

/** Projects with their sources and keys. */
export function createProjects(parts: RowParts, access: Access, keyRing: KeyRing): Projects {
  return { ...projectCalls(parts, access), ...sourceCalls(parts, access), ...keyCalls(parts, access, keyRing) }
}

function projectCalls(parts: RowParts, access: Access): Pick<Projects, 'listProjects' | 'getProject' | 'createProject' | 'updateProject'> {
  const { db, audit } = parts
  const { projects } = tables
  const rowOf = (id: string) => {
    const row = db.select().from(projects).where(eq(projects.id, id)).get()
    if (!row) throw notFound('The project')
    return row
  }
  return {
    listProjects: principal => visible(db, principal).map(toProject),
    createProject(user, { name }, address) {
      if (user.role === 'viewer') throw new AppError('forbidden', 'Viewers can read only. Ask an administrator for another role.')
      return db.transaction(() => {
        requireRoom(db, tables.projects, eq(tables.projects.createdBy, user.userId), 'You have made 100 projects, which is the limit.')
        return insertProject(parts, user.userId, name, address)
      }, IMMEDIATE)
    },
    getProject(principal, projectId) {
      access.requireReader(principal, projectId)
      return toProject(rowOf(projectId))
    },
    updateProject(user, projectId, request, address) {
      access.requireOperator(user, projectId)
      return db.transaction(() => {
        const before = rowOf(projectId)
        const changes = { deadLetterDays: request.deadLetterDays ?? before.deadLetterDays, publicShares: request.publicShares ?? before.publicShares }
        const details = changesInWords(before, changes)
        if (Object.keys(details).length === 0) return toProject(before)
        const row = db.update(projects).set(changes).where(eq(projects.id, projectId)).returning().get()
        audit.append({ action: 'project.changed', actorId: user.userId, projectId, targetId: projectId, address, details: { name: row.name, ...details } })
        return toProject(row)
      }, IMMEDIATE)
    },
  }
}

function visible(db: Database, principal: Principal) {
  const { projects, projectMembers } = tables
  const oldestFirst = [asc(projects.createdAt), asc(projects.id)]
  if (principal.kind === 'key') return db.select().from(projects).where(eq(projects.id, principal.projectId)).all()
  if (principal.role === 'admin') return db.select().from(projects).orderBy(...oldestFirst).all()
  return db.select({ project: projects }).from(projects)
    .innerJoin(projectMembers, eq(projectMembers.projectId, projects.id))
    .where(eq(projectMembers.userId, principal.userId)).orderBy(...oldestFirst).all().map(row => row.project)
}

function keyCalls(parts: RowParts, access: Access, keyRing: KeyRing): Pick<Projects, 'listKeys' | 'createKey' | 'deleteKey'> {
  const { db, audit } = parts
  const { apiKeys } = tables
  return {
    listKeys(user, projectId) {
      access.requireReader(user, projectId)
      return db.select().from(apiKeys).where(eq(apiKeys.projectId, projectId))
        .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id)).all().map(toApiKey)
    },
    createKey(user, projectId, { name }, address) {
      access.requireOperator(user, projectId)
      return db.transaction(() => {
        requireRoom(db, apiKeys, eq(apiKeys.projectId, projectId), 'The project has 100 keys, which is the limit. Delete one that is no longer used.')
        return insertKey(parts, user.userId, projectId, name, address)
      }, IMMEDIATE)
    },
    deleteKey(user, projectId, keyId, address) {
      access.requireOperator(user, projectId)
      db.transaction(() => {
        const gone = db.delete(apiKeys).where(and(eq(apiKeys.id, keyId), eq(apiKeys.projectId, projectId))).returning().get()
        if (!gone) throw notFound('The key')
        audit.append({
          action: 'key.deleted', actorId: user.userId, projectId, targetId: keyId, address,
          details: { name: gone.name, prefix: gone.prefix },
        })
      }, IMMEDIATE)
      keyRing.forget(keyId)
    },
  }
}
