import type { QueryNode } from '#shared/logql'
import type { Spool } from '../../domain/ingest'
import { AppError, type Logger, type Registry } from '../../domain/kernel'
import { asksForPattern, openRecordReader, parseLogql, type QueryService } from '../../domain/query'
import { TailHub } from '../../domain/tail'

/** No line says a later time: the end of what ClickHouse holds. */
const END = 9_223_372_036_854_775_807n

export interface TailsParts {
  readonly spool: Pick<Spool, 'positionOf' | 'settled'>
  readonly query: Pick<QueryService, 'arrived' | 'logql'>
  readonly logger: Logger
  readonly registry: Registry
}

/** @throws AppError bad_request */
function parseFollowed(text: string): QueryNode {
  const node = parseLogql(text)
  // The rows that arrive are not asked for theirs.
  if (node.kind === 'log' && asksForPattern(node)) throw new AppError('bad_request', 'Lines can’t be followed live by their pattern_hash. Leave that filter out, or ask with POST /api/v1/query.')
  return node
}

/** Live tails over the spool, which tells of what comes, and the queries, which have what came. */
export function createTails({ spool, query, logger, registry }: TailsParts): TailHub {
  return new TailHub({
    logger, registry,
    parse: parseFollowed,
    openReader: openRecordReader,
    store: {
      positionOf: spool.positionOf,
      settled: spool.settled,
      read: query.arrived,
      async newest(scope, { query: text, start, limit, upTo }, signal) {
        const answer = await query.logql(scope, { query: text, range: { start, end: END }, step: 0n, limit, order: 'desc', arrived: { upTo } }, signal)
        return answer.kind === 'lines' ? answer.entries : []
      },
    },
  })
}
