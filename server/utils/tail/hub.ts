import type { Spool } from '../../domain/ingest'
import type { Logger, Registry } from '../../domain/kernel'
import { openRecordReader, parseLogql, type QueryService } from '../../domain/query'
import { TailHub } from '../../domain/tail'

/** No line says a later time: the end of what ClickHouse holds. */
const END = 9_223_372_036_854_775_807n

export interface TailsParts {
  readonly spool: Pick<Spool, 'positionOf' | 'settled'>
  readonly query: Pick<QueryService, 'arrived' | 'logql'>
  readonly logger: Logger
  readonly registry: Registry
}

/** Live tails over the spool, which tells of what comes, and the queries, which have what came. */
export function createTails({ spool, query, logger, registry }: TailsParts): TailHub {
  return new TailHub({
    logger, registry,
    parse: parseLogql,
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
