import { ClickHouseError } from '@clickhouse/client'
import type { ProjectUsers } from '../../storage'
import { realTable } from './catalog'
import { engineWith, type SqlEngine } from './engine'
import type { SqlSources } from './types'

/** UNKNOWN_USER, AUTHENTICATION_FAILED */
const UNKNOWN = new Set(['192', '516'])
/** ACCESS_DENIED */
const DENIED = '497'
/** As the project’s user: ClickHouse may have lost it, or there are several that each have users of their own. */
const TRIES = 2

/**
 * The engine as a project’s own user meets it, where there can be one. What that user may not do is an error, and never
 * done as another.
 * @param ours the database that our tables are in
 */
export function asProject(engine: SqlEngine, users: ProjectUsers, all: SqlSources, ours: string): SqlEngine {
  const projectId = all.sources[0]?.scope.projectId
  if (projectId === undefined) return engine
  const tables = all.sources.map(source => realTable(source, ours))
  return engineWith(async (request, signal) => {
    for (let tries = 0; ; tries++) {
      const login = tries < TRIES ? await users.loginOf(projectId, tables) : undefined
      try {
        return await engine.open({ ...request, login }, signal)
      }
      catch (error) {
        if (login === undefined || !(error instanceof ClickHouseError)) throw error
        if (UNKNOWN.has(error.code)) users.forget(projectId, login)
        // A right may have been taken from it since it was looked at; then it has it again, or there is no such user.
        else if (error.code !== DENIED || tries > 0 || !users.doubt(projectId, login)) throw error
      }
    }
  })
}
