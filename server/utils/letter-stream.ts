import { Readable } from 'node:stream'
import { setResponseHeader, type H3Event } from 'h3'
import type { StoredLetter } from '../domain/dead-letters'
import { breakOff, endBroken } from './broken-answer'

type Letters = AsyncGenerator<StoredLetter, void>
type Format = 'ndjson' | 'raw'

const LINE_BREAK = 0x0A

/**
 * Answers with letters as a file. What fails before the first one becomes an ordinary refusal; later, NDJSON ends with
 * an error, and raw bytes break off, so that nobody takes them for all.
 */
export async function streamLetters(event: H3Event, letters: Letters, format: Format): Promise<Readable> {
  const first = await letters.next()
  const day = new Date().toISOString().slice(0, 10)
  setResponseHeader(event, 'content-type', format === 'raw' ? 'application/octet-stream' : 'application/x-ndjson; charset=utf-8' as 'text/plain')
  setResponseHeader(event, 'content-disposition', `attachment; filename="dead-letters-${day}.${format === 'raw' ? 'txt' : 'ndjson'}"`)
  setResponseHeader(event, 'cache-control', 'no-store')
  const answer = Readable.from(write(first, letters, format, event), { objectMode: false })
  // Nothing else ends it: Node leaves a response open whose stream has failed.
  answer.once('error', error => endBroken(event, error))
  return answer
}

async function* write(first: IteratorResult<StoredLetter, void>, letters: Letters, format: Format, event: H3Event): AsyncGenerator<Buffer | string> {
  try {
    for (let next = first; !next.done; next = await letters.next()) yield format === 'raw' ? bytesOf(next.value) : `${JSON.stringify(next.value.letter)}\n`
  }
  catch (error) {
    if (format === 'raw') throw error
    yield `${JSON.stringify({ error: breakOff(event, error) })}\n`
  }
  finally {
    // The client may have left in the middle.
    await letters.return()
  }
}

const bytesOf = ({ raw }: StoredLetter) => raw.at(-1) === LINE_BREAK ? raw : Buffer.concat([raw, Buffer.of(LINE_BREAK)])
