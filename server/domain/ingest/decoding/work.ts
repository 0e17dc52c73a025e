import { AppError, BufferPool } from '../../kernel'
import { RowMaker, type Encoded } from '../encode/row-maker'
import { jsonProtocol } from '../json'
import type { Protocol } from '../protocol'
import { rawProtocol } from '../raw'
import { simpleProtocol } from '../simple'
import { encodeBody } from './decoder'
import type { FromThread, ThreadOptions, ToThread } from './messages'

const protocols: ReadonlyMap<string, Protocol<never>> = new Map([simpleProtocol, jsonProtocol, rawProtocol].map(protocol => [protocol.name, protocol as Protocol<never>]))

/** Whether bodies of this protocol can be decoded in a thread. */
export const isThreaded = (protocol: string): boolean => protocols.has(protocol)

/** What rows keep between requests. */
const POOLED_BYTES = 32 * 1024 * 1024

/** What a thread does: decodes one body after the other, and keeps the rows until they are released. */
export function createWork({ limits }: ThreadOptions, answer: (message: FromThread) => void): (message: ToThread) => void {
  const buffers = new BufferPool(POOLED_BYTES)
  const maker = new RowMaker(buffers, limits)
  const lent = new Map<number, Encoded>()

  function decode({ id, scope, protocol, params, body, now }: ToThread & { kind: 'decode' }): void {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    const encoded = encodeBody(maker, scope, protocols.get(protocol)!, bytes, params as never, { now, limits })
    lent.set(id, encoded)
    const { rows, rejects, unfit } = encoded
    answer({ kind: 'encoded', id, bytes: rows.bytes, rows: rows.rows, rejects, unfit })
  }

  return (message) => {
    const { id } = message
    if (message.kind !== 'decode') {
      if (message.kind === 'discard') lent.get(id)?.patterns.discard()
      else lent.get(id)?.release()
      if (message.kind === 'release') lent.delete(id)
      return
    }
    try {
      decode(message)
    }
    catch (error) {
      answer(error instanceof AppError ? { kind: 'refused', id, code: error.code, message: error.message, issues: error.issues } : { kind: 'failed', id, error })
    }
  }
}
