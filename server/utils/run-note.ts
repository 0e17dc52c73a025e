import type { z } from 'zod'
import type { logqlRequestSchema } from '#shared/schemas/logql'
import type { Principal } from '../domain/identity'
import { readRange } from '../domain/query'
import type { EndedRun } from '../domain/query-history'
import { toErrorAnswer } from './errors'
import type { Platform } from './platform'
import type { QueryStream } from './query-stream'

type Body = z.output<typeof logqlRequestSchema>
type Cost = Pick<EndedRun, 'scannedRows' | 'scannedBytes' | 'elapsedMs'>
type Ended = Pick<EndedRun, 'outcome' | 'rows'> & Partial<Cost> & { readonly message?: string }

/** Tells the history of a user how a query of theirs has ended: the first word counts. */
export interface RunNote {
  done(rows: number, cost: Cost): void
  /** Also of a query that its user has ended. */
  failed(error: unknown): void
  /** Whoever asked has gone. */
  left(rows: number): void
  /** A stream that tells it by itself. */
  of<Piece>(stream: QueryStream<Piece>): QueryStream<Piece>
}

/** Notes a query where its user wants it remembered; one of a program, or a further page, never. */
export function noteRun(platform: Platform, principal: Principal, body: Body, signal: AbortSignal): RunNote {
  const started = performance.now()
  let isOpen = body.remember && principal.kind === 'user' && body.cursor === undefined && body.arrived === undefined

  function end({ message, ...ended }: Ended): void {
    if (!isOpen || principal.kind !== 'user') return
    isOpen = false
    try {
      const { start, end } = readRange(body.start, body.end)
      const { projectId } = platform.identity.readScopeOf(principal, body)
      platform.queryHistory.note(principal, projectId, {
        language: body.language, query: body.query, source: [body.source ?? []].flat(), start: millis(start), end: millis(end), message: message ?? null,
        scannedRows: 0, scannedBytes: 0, elapsedMs: performance.now() - started, ...ended,
      })
    }
    catch (error) {
      // What has no project or no range was refused, and says so; and no answer fails for what is kept of it.
      platform.logger.debug({ err: error }, 'a query is not in the history')
    }
  }

  const note: RunNote = {
    done: (rows, { scannedRows, scannedBytes, elapsedMs }) => end({ outcome: 'done', rows, scannedRows, scannedBytes, elapsedMs }),
    failed: error => end(signal.aborted ? { outcome: 'cancelled', rows: 0 } : { outcome: 'failed', rows: 0, message: toErrorAnswer(error).body.error.message }),
    left: rows => end({ outcome: 'cancelled', rows }),
    of: stream => ({ ...stream, pieces: noted(stream.pieces, note) }),
  }
  return note
}

async function* noted<Piece>(pieces: AsyncGenerator<Piece, object>, note: RunNote): AsyncGenerator<Piece, object> {
  let rows = 0
  try {
    for (;;) {
      const { done, value } = await pieces.next()
      if (!done) {
        rows++
        yield value
        continue
      }
      const { count = rows, cost } = value as { count?: number, cost: Cost }
      note.done(count, cost)
      return value
    }
  }
  catch (error) {
    note.failed(error)
    throw error
  }
  finally {
    // In the middle, if nothing was told yet.
    note.left(rows)
    await pieces.return(undefined as never)
  }
}

const millis = (nanos: bigint) => Number(nanos / 1_000_000n)
