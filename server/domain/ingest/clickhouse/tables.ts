import type { Scope } from '#shared/types/scope'
import type { Bounds } from '../decode/bounds'
import { appTable } from './app-table'
import { customTable } from './custom-table'
import type { Table } from './table'

/** The table that an insert into a source goes to. @param now milliseconds since 1970 */
export const tableOf = ({ custom }: Scope, now: number, bounds: Bounds): Table =>
  custom === undefined ? appTable(now, bounds) : customTable(custom, now, bounds)
