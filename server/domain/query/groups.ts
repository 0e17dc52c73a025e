import type { ReadScope } from '#shared/types/scope'
import type { Run } from './executor'
import type { Layouts } from './layout'
import { tableOf, type OpenScope } from './tables'

/**
 * Looks at the tables of several sources. Levels are discovered where one of the sources has it so.
 * @param start a run of its own: a request’s tells what was read of its lines
 */
export async function openScope(layouts: Layouts, start: () => Run, scope: ReadScope): Promise<OpenScope> {
  if (!('sources' in scope)) return scope
  const named = [...scope.sources].map(([source, one]) => ({ source, table: tableOf(one) }))
  const { tables, columns, layout } = await layouts.ofAll(start(), named.map(({ table }) => table))
  const there = named.filter(({ table }) => tables.has(table))
  return {
    projectId: scope.projectId,
    // Where none of them has lines, any will say so.
    union: { asked: named.map(({ table }) => table).sort(), ...there.length > 0 ? { tables: there, columns } : { tables: named.slice(0, 1), columns: ['*'] } },
    layout,
    discoverLogLevels: [...scope.sources.values()].some(({ discoverLogLevels = true }) => discoverLogLevels),
  }
}
