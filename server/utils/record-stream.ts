import { Readable } from 'node:stream'
import { getRequestHeader, setResponseHeader, type H3Event } from 'h3'
import type { LogRow, QuerySummary } from '#shared/schemas/query'
import { breakOff } from './broken-answer'

type Records = AsyncGenerator<LogRow, QuerySummary>

/** How one item is written: `kind` is record, summary or error. */
interface Framing { contentType: string, frame(kind: string, item: object): string }

const ndjson: Framing = {
  contentType: 'application/x-ndjson; charset=utf-8',
  frame: (kind, item) => `${JSON.stringify(kind === 'record' ? item : { [kind]: item })}\n`,
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html: JSON has no bare line breaks, so one data line does. */
const sse: Framing = {
  contentType: 'text/event-stream; charset=utf-8',
  frame: (kind, item) => `event: ${kind}\ndata: ${JSON.stringify(item)}\n\n`,
}

/**
 * Answers with records as they come, ended by one summary, or by one error where the reading breaks off. What fails
 * before the first record becomes an ordinary refusal. A client that reads slowly slows the engine down.
 */
export async function streamRecords(event: H3Event, records: Records): Promise<Readable> {
  const framing = getRequestHeader(event, 'accept')?.includes('text/event-stream') ? sse : ndjson
  const first = await records.next()
  setResponseHeader(event, 'content-type', framing.contentType as 'text/plain')
  setResponseHeader(event, 'cache-control', 'no-store')
  // Proxies such as nginx would hold the stream back.
  setResponseHeader(event, 'x-accel-buffering', 'no')
  return Readable.from(write(first, records, framing, event), { objectMode: false })
}

async function* write(
  first: IteratorResult<LogRow, QuerySummary>, records: Records, { frame }: Framing, event: H3Event,
): AsyncGenerator<string> {
  try {
    let next = first
    for (; !next.done; next = await records.next()) yield frame('record', next.value)
    yield frame('summary', next.value)
  }
  catch (error) {
    yield frame('error', breakOff(event, error))
  }
  finally {
    // The client may have left in the middle.
    await records.return(undefined as never)
  }
}
