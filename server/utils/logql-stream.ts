import type { z } from 'zod'
import type { logqlQuestionSchema } from '#shared/schemas/logql'
import type { ReadScope } from '#shared/types/scope'
import type { LogqlPiece } from '../domain/query'
import { costOf, logqlQuestion } from './logql-answer'
import type { Platform } from './platform'
import { lineColumns, logqlCells, logqlEvents } from './query-pieces'
import type { QueryStream } from './query-stream'

/** The answer to a query in LogQL, as it comes. @throws AppError bad_request */
export function logqlStream(platform: Platform, scope: ReadScope, body: z.output<typeof logqlQuestionSchema>, signal: AbortSignal): QueryStream<LogqlPiece> {
  const started = performance.now()
  const { pieces, progress } = platform.query.logqlStream(scope, logqlQuestion(body), signal)
  async function* summed(): AsyncGenerator<LogqlPiece, object> {
    let [count, kind] = [0, 'lines']
    try {
      for (;;) {
        const { done, value } = await pieces.next()
        const { scannedRows: rows, scannedBytes: bytes } = progress()
        const cost = costOf({ rows, bytes }, performance.now() - started)
        if (done) return kind === 'lines' ? { kind, count, cursor: value, cost } : { kind, count, cost }
        if ('numbers' in value) kind = value.numbers.kind
        count++
        yield value
      }
    }
    finally {
      await pieces.return(undefined as never)
    }
  }
  return { pieces: summed(), progress, events: logqlEvents, cells: logqlCells(), noCells: [lineColumns('sources' in scope)] }
}
