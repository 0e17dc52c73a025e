import type { ReadScope } from '#shared/types/scope'
import type { Logger } from '../../kernel'
import type { Run, StartRun } from '../executor'
import { createHotLabels, type Promote } from '../hot-labels'
import { openScope } from '../groups'
import { createLayouts, type TableLayout } from '../layout'
import { createRangeCache } from '../range-cache'
import type { OpenScope } from '../tables'
import type { TableTools } from './read'

export interface ToolsOptions {
  readonly database: string
  /** Milliseconds. */
  readonly now: () => number
  /** Makes a column of a label that is asked for often; without it none is made. */
  readonly promoteLabel?: Promote
  readonly logger?: Pick<Logger, 'warn'>
}

/** What all LogQL queries over a database share: how tables look, which labels are asked for, which numbers are known. */
export interface LogqlTools {
  /** @param start runs of its own: a request’s tells what was read of its lines */
  layoutOf(start: StartRun, scope: OpenScope, signal: AbortSignal): Promise<TableLayout | undefined>
  /** Looks at the tables of several sources. */
  open(start: StartRun, scope: ReadScope, signal: AbortSignal): Promise<OpenScope>
  /** For one request. */
  of(start: StartRun, scope: OpenScope, run: Run, signal: AbortSignal): () => Promise<TableTools>
}

export function createLogqlTools({ database, now, promoteLabel, logger }: ToolsOptions): LogqlTools {
  const layouts = createLayouts(database, now)
  const cache = createRangeCache(database)
  const hotLabels = promoteLabel && createHotLabels(async (table, label) => {
    await promoteLabel(table, label)
    layouts.forget(table)
  }, error => logger?.warn({ err: error }, 'a label that is asked for often could not get a column'))
  const layoutOf = async (start: StartRun, scope: OpenScope, signal: AbortSignal) => 'union' in scope ? scope.layout : layouts.of(start(signal), scope.table)
  return {
    layoutOf,
    open: (start, scope, signal) => openScope(layouts, () => start(signal), scope),
    of: (start, scope, run, signal) => async () => {
      const layout = await layoutOf(start, scope, signal)
      // Nothing is kept of several tables, and none of them is altered.
      if ('union' in scope) return { layout, lookedFor: () => {}, known: async () => undefined }
      return {
        layout,
        lookedFor: labels => hotLabels?.note(scope.table, layout, labels, run.scan.rows),
        known: async question => layout?.hasMinute ? cache.open(start(signal), { tenant: scope.projectId, table: scope.table, question }) : undefined,
      }
    },
  }
}
