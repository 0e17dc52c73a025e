import type { ClickHouseClient } from '@clickhouse/client'
import type { CustomMapping, ExistingTable, InspectedTable, TableOrigin } from '#shared/schemas/custom-table'
import type { CreateSourceRequest, Source } from '#shared/schemas/projects'
import type { CustomTable } from '#shared/types/custom-table'
import type { Identity, Principal, UserPrincipal } from '../identity'
import { AppError, ksuid, type Clock } from '../kernel'
import { customSchema, renewStatements, type Catalog, type Tables } from '../storage'
import { candidateOf, describe, suggestionFor, withMapping } from './inspect'
import { dropOwn, runStatements } from './statements'
import { isTakenBy, requireFreeTable } from './taken'

/**
 * Sources that are a table of the user's own: made from their statement, or there already. Every call throws AppError
 * not_found for what does not exist or belongs to others, forbidden for who may only read.
 */
export interface Sources {
  /** The tables of the connection that a source can be made of. For administrators: they may be anybody's. */
  existingTables(user: UserPrincipal, projectId: string): Promise<ExistingTable[]>
  /** Looks at a table, and suggests what its columns stand for. @throws AppError bad_request that says what is wrong, and where; conflict */
  inspect(user: UserPrincipal, projectId: string, origin: TableOrigin): Promise<InspectedTable>
  /** Makes a source of any kind. @throws AppError conflict, bad_request */
  create(user: UserPrincipal, projectId: string, request: CreateSourceRequest, address: string): Promise<Source>
  /** The table of a `custom` source as it is mapped now. @throws AppError bad_request for a source of another kind */
  mapping(principal: Principal, projectId: string, sourceId: string): InspectedTable
  /** Looks at the columns anew, and maps them. @throws AppError bad_request */
  changeMapping(user: UserPrincipal, projectId: string, sourceId: string, mapping: CustomMapping, address: string): Promise<InspectedTable>
}

export interface SourcesOptions {
  identity: Pick<Identity, 'allSources' | 'createSource' | 'requireFreeName' | 'requireOperator' | 'scopeOfSource' | 'updateCustomTable'>
  catalog: Catalog
  tables: Tables
  /** Makes and drops tables. */
  client: ClickHouseClient
  database: string
  clock: Clock
}

/** Stands for the id of a source that is not made yet. */
const NEW = 'source_new'
const RETENTION_DAYS = 30

export function createSources(options: SourcesOptions): Sources {
  const { identity, catalog } = options
  return {
    async existingTables(user, projectId) {
      identity.requireOperator(user, projectId)
      requireAdmin(user)
      const isTaken = isTakenBy(identity.allSources())
      return (await catalog.list()).map(table => ({ ...table, taken: isTaken(table) }))
    },
    async inspect(user, projectId, origin) {
      requireMay(identity, user, projectId, origin)
      const { table, notes } = await candidateOf(catalog, origin, NEW)
      return describe(table, suggestionFor(table), notes, RETENTION_DAYS)
    },
    async create(user, projectId, request, address) {
      return request.custom === undefined
        ? identity.createSource(user, projectId, request, address)
        : createCustom(options, user, projectId, request, request.custom, address)
    },
    mapping(principal, projectId, sourceId) {
      const custom = customOf(options, principal, projectId, sourceId)
      return describe(custom, custom.mapping, [])
    },
    async changeMapping(user, projectId, sourceId, mapping, address) {
      identity.requireOperator(user, projectId)
      const { table, retentionDays, custom } = { ...identity.scopeOfSource(user, projectId, sourceId), custom: customOf(options, user, projectId, sourceId) }
      const next = withMapping(await asItIsNow(options, custom), mapping)
      await options.tables.ensure({ table, schema: customSchema(next), retentionDays })
      await runStatements(options.client, renewStatements(next, { database: options.database, table }))
      identity.updateCustomTable(user, projectId, sourceId, next, address)
      return describe(next, next.mapping, [])
    },
  }
}

/** @throws AppError forbidden, conflict */
function requireMay(identity: SourcesOptions['identity'], user: UserPrincipal, projectId: string, origin: TableOrigin): void {
  identity.requireOperator(user, projectId)
  if ('ddl' in origin) return
  requireAdmin(user)
  requireFreeTable(identity.allSources(), origin)
}

function requireAdmin(user: UserPrincipal): void {
  if (user.role !== 'admin') throw new AppError('forbidden', 'Only administrators of the installation make sources of tables that are there already: they may belong to anybody. Ask one, or give a CREATE TABLE statement.')
}

async function createCustom(
  options: SourcesOptions, user: UserPrincipal, projectId: string, request: CreateSourceRequest, custom: NonNullable<CreateSourceRequest['custom']>, address: string,
): Promise<Source> {
  const { identity, catalog, clock, client, database } = options
  requireMay(identity, user, projectId, custom.origin)
  identity.requireFreeName(user, projectId, request.name)
  const id = ksuid(clock.now())
  const name = `source_${id}`
  const { table } = await candidateOf(catalog, custom.origin, name)
  const made = withMapping(table, { ...custom.mapping, fields: custom.mapping.fields ?? {} })
  try {
    await options.tables.ensure({ table: name, schema: customSchema(made), retentionDays: request.retentionDays ?? RETENTION_DAYS })
    // Somebody else may have taken it meanwhile. Nothing comes between this and the next line.
    requireMay(identity, user, projectId, custom.origin)
    return identity.createSource(user, projectId, request, address, { id, table: made })
  }
  catch (error) {
    await dropOwn(client, { database, table: name }, made).catch(() => { /* Empty, and nobody's: it costs nothing. */ })
    throw error
  }
}

/** @throws AppError bad_request for a source that is no user's table */
function customOf({ identity }: SourcesOptions, principal: Principal, projectId: string, sourceId: string): CustomTable {
  const { custom } = identity.scopeOfSource(principal, projectId, sourceId)
  if (custom === undefined) throw new AppError('bad_request', 'The columns of this source are fixed: only those of the schema custom are mapped.')
  return custom
}

/** With the columns that the table has by now: somebody may have altered it. */
async function asItIsNow({ catalog }: SourcesOptions, custom: CustomTable): Promise<Omit<CustomTable, 'mapping'>> {
  if (!custom.owned) return catalog.read({ database: custom.database ?? '', table: custom.table })
  return { ...custom, columns: await catalog.columnsOf(custom.table) ?? custom.columns }
}
