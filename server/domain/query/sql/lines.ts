import { PassThrough, type Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { refuse } from './refusal'

/**
 * The lines of a stream of text; leaving the loop ends the stream.
 * @throws SqlError for a line that is longer than `most` characters; what the stream failed with, after its last line
 */
export async function* linesOf(stream: Readable, most: number): AsyncGenerator<string, void> {
  const decoder = new StringDecoder('utf8')
  let pieces: string[] = []
  let length = 0
  try {
    for await (const chunk of withoutLoss(stream)) {
      const text = decoder.write(chunk)
      let from = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        const line = pieces.join('') + text.slice(from, end)
        pieces = []
        length = 0
        from = end + 1
        if (line.trim() !== '') yield line
      }
      pieces.push(text.slice(from))
      length += text.length - from
      if (length > most) refuse('A row of the answer is too large. Ask for fewer or shorter columns')
    }
    const rest = pieces.join('')
    if (rest.trim() !== '') yield rest
  }
  finally {
    stream.destroy()
  }
}

/** A stream that fails forgets what it still held: the engine says last what went wrong, and closes the connection. */
export async function* withoutLoss(stream: Readable): AsyncGenerator<Buffer, void> {
  const held = new PassThrough()
  let failure: unknown
  stream.once('error', (error) => {
    failure = error
    held.end()
  })
  stream.pipe(held)
  for await (const chunk of held) yield chunk as Buffer
  if (failure !== undefined) throw failure as Error
}
