import { Readable } from 'node:stream'
import { getRequestHeader, setResponseHeaders, type H3Event } from 'h3'
import type { queryFormats } from '#shared/schemas/logql'
import { csvLine } from '#shared/utils/csv'
import type { QueryProgress } from '../domain/query'
import { AppError } from '../domain/kernel'
import { breakOff } from './broken-answer'
import type { PieceEvent } from './query-pieces'
import { TICK, ticking } from './ticking'

export type QueryFormat = typeof queryFormats[number]
type StreamFormat = Exclude<QueryFormat, 'json'>

/** An answer as it comes. */
export interface QueryStream<Piece> {
  /** What it returns becomes the summary. */
  readonly pieces: AsyncGenerator<Piece, object>
  progress(): QueryProgress
  readonly events: (piece: Piece) => PieceEvent[]
  readonly cells: (piece: Piece) => Iterable<unknown[]>
  /** Rows of the table where no piece comes: its header, where that is known without one. */
  readonly noCells: readonly unknown[][]
}

/** How often an answer tells how far it is. */
const PROGRESS_MS = 500

/** The format that is asked for: in the request, else by the header Accept. */
export function queryFormat(event: H3Event, format: QueryFormat | undefined): QueryFormat {
  if (format !== undefined) return format
  const accept = getRequestHeader(event, 'accept') ?? ''
  return accept.includes('text/event-stream') ? 'sse' : accept.includes('application/x-ndjson') ? 'ndjson' : accept.includes('text/csv') ? 'csv' : 'json'
}

const CONTENT_TYPES = { sse: 'text/event-stream; charset=utf-8', ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' }

/**
 * Answers piece by piece. NDJSON and SSE tell how far they are, and end with a summary or an error. CSV has no room for
 * either: where it breaks off, so does the connection. What fails before the first piece becomes an ordinary refusal.
 */
export async function streamQuery<Piece>(event: H3Event, format: StreamFormat, stream: QueryStream<Piece>): Promise<Readable> {
  const pieces = ticking(stream.pieces, PROGRESS_MS)
  let first = await pieces.next()
  // CSV has no room for progress either: its head waits for a piece.
  while (format === 'csv' && first.value === TICK) first = await pieces.next()
  // Proxies such as nginx would hold the stream back.
  const headers = { 'content-type': CONTENT_TYPES[format], 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
  setResponseHeaders(event, format === 'csv' ? { ...headers, 'content-disposition': 'attachment; filename="cordwood.csv"' } : headers)
  const write = format === 'csv' ? writeCsv : writeEvents(format === 'sse' ? sse : ndjson)
  return Readable.from(write(event, first, pieces, stream), { objectMode: false })
}

type Ticked<Piece> = AsyncGenerator<Piece | typeof TICK, object>
type Write = <Piece>(event: H3Event, first: IteratorResult<Piece | typeof TICK, object>, pieces: Ticked<Piece>, stream: QueryStream<Piece>) => AsyncGenerator<string>

const ndjson = (kind: string, item: object) => `${JSON.stringify({ [kind]: item })}\n`
/** https://html.spec.whatwg.org/multipage/server-sent-events.html: JSON has no bare line breaks, so one data line does. */
const sse = (kind: string, item: object) => `event: ${kind}\ndata: ${JSON.stringify(item)}\n\n`

function writeEvents(frame: (kind: string, item: object) => string): Write {
  return async function* (event, first, pieces, { events, progress }) {
    try {
      let next = first
      for (; !next.done; next = await pieces.next()) {
        if (next.value === TICK) yield frame('progress', progress())
        else for (const [kind, item] of events(next.value)) yield frame(kind, item)
      }
      yield frame('summary', next.value)
    }
    catch (error) {
      yield frame('error', breakOff(event, error))
    }
    finally {
      // The client may have left in the middle.
      await pieces.return(undefined as never)
    }
  }
}

const writeCsv: Write = async function* (event, first, pieces, { cells, noCells }) {
  try {
    let next = first
    let isEmpty = true
    for (; !next.done; next = await pieces.next()) {
      if (next.value === TICK) continue
      isEmpty = false
      for (const row of cells(next.value)) yield csvLine(row)
    }
    if (isEmpty) for (const row of noCells) yield csvLine(row)
    if ('truncated' in next.value && next.value.truncated === true) throw new AppError('too_large', 'The answer has more rows than may be given out')
  }
  catch (error) {
    breakOff(event, error)
    // What is written goes out, and then the connection ends in the middle of the answer.
    event.node.res.socket?.destroySoon()
    throw error
  }
  finally {
    await pieces.return(undefined as never)
  }
}
