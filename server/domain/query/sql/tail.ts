import { Readable } from 'node:stream'
import { AppError } from '../../kernel'
import { withoutLoss } from './lines'
import { toSqlError, type Wording } from './messages'

/**
 * The bytes of an answer. Where the engine tells of an error behind the rows (`__exception__` and the tag that the
 * answer's header has named), the error comes in our words, in the same form, and the answer breaks off: nobody takes
 * the rows for all.
 * @param tag undefined where the engine has none: then nothing is looked for
 */
export function withOwnTail(stream: Readable, tag: string | undefined, wording: Wording): Readable {
  return tag === undefined ? stream : Readable.from(checked(stream, tag, wording), { objectMode: false })
}

async function* checked(stream: Readable, tag: string, wording: Wording): AsyncGenerator<Buffer, void> {
  const mark = Buffer.from(`\r\n__exception__\r\n${tag}\r\n`)
  let held = Buffer.alloc(0)
  let told = false
  try {
    for await (const chunk of withoutLoss(stream)) {
      held = Buffer.concat([held, chunk])
      if (told) continue
      const at = held.indexOf(mark)
      told = at >= 0
      const safe = told ? at : Math.max(0, held.length - mark.length)
      if (safe > 0) yield held.subarray(0, safe)
      held = held.subarray(safe)
    }
  }
  catch (error) {
    // Behind its error the engine closes the connection.
    if (!told) throw error
  }
  finally {
    stream.destroy()
  }
  if (!told) yield held
  else yield* brokenOff(held.toString(), tag, wording)
}

async function* brokenOff(text: string, tag: string, wording: Wording): AsyncGenerator<Buffer, void> {
  const thrown = toSqlError(new Error(/Code: \d+\.[^]*?\(version [^)]*\)/.exec(text)?.[0] ?? 'the answer broke off'), wording)
  const message = thrown instanceof AppError ? thrown.message : 'The engine could not finish the answer'
  const line = `Code: ${/Code: (\d+)/.exec(text)?.[1] ?? '1002'}. DB::Exception: ${message} (${/\(([A-Z0-9_]+)\) \(version/.exec(text)?.[1] ?? 'UNKNOWN_EXCEPTION'})\n`
  yield Buffer.from(`\r\n__exception__\r\n${tag}\r\n${line}${Buffer.byteLength(line)} ${tag}\r\n__exception__\r\n`)
  throw thrown
}
