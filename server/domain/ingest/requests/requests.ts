import { createHash } from 'node:crypto'
import { AppError, type Clock } from '../../kernel'
import { MAX_PARTS, type RequestNote } from '../spool/note'
import type { RequestMemory } from './memory'

/** A request that carries an Idempotency-Key. */
export interface KeyedRequest {
  /** The API key's id: what others send does not matter. */
  readonly keyId: string
  readonly idempotencyKey: string
  readonly sourceId: string
  /** Path and query. */
  readonly address: string
  /** Decompressed. */
  readonly body: Uint8Array
}

/** One try of such a request. */
export interface RequestTry {
  /** The same for every try: 32 hex digits. */
  readonly id: string
  /** Whether an earlier try has stored something: then it is answered as that one was, and not counted again. */
  readonly isResent: boolean
  /**
   * Calls for an append, or not when an earlier try has made the same one. A request must make its appends in the
   * same order in each try.
   */
  put(append: (note: RequestNote) => Promise<void>): Promise<void>
}

/** Requests that may be sent again without being stored again. */
export interface Requests {
  /**
   * Does the work of a request, after that of others with the same key: a try that comes while the first is under way
   * waits for it.
   * @throws AppError `unprocessable` when the key was used for something else, `unavailable` while it is not known yet
   *   what an earlier process has stored; what `work` throws
   */
  once<T>(request: KeyedRequest, work: (attempt: RequestTry) => Promise<T>): Promise<T>
}

/**
 * Idempotency-Key (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). A try that is sent
 * again goes the whole way of the first but for the appends: its answer is made from the same body by the same code,
 * so that no answer has to be kept.
 * @param isComplete whether the memory has by now all that an earlier process has stored
 */
export function createRequests(memory: RequestMemory, clock: Clock, isComplete: () => boolean): Requests {
  const running = new Map<string, Promise<void>>()

  return {
    async once(request, work) {
      if (!isComplete()) {
        throw new AppError('unavailable', 'The server is starting and does not know yet whether this request is stored already. Send it again in a few seconds.', { retryAfter: 2 })
      }
      const id = digest([request.keyId, request.idempotencyKey])
      const fingerprint = digest([request.address, request.sourceId], request.body)
      for (let other = running.get(id); other; other = running.get(id)) await other
      let done = () => {}
      running.set(id, new Promise(resolve => done = resolve))
      try {
        return await work(attempt(memory, clock, id, fingerprint))
      }
      finally {
        running.delete(id)
        done()
      }
    },
  }
}

function attempt(memory: RequestMemory, clock: Clock, id: string, fingerprint: string): RequestTry {
  const known = memory.find(id)
  if (known && known.fingerprint !== fingerprint) {
    throw new AppError('unprocessable', 'This Idempotency-Key was used for another request already: with another body, source or address. '
      + 'Send a new key with each new request, and the same one only to send the same request again.')
  }
  const at = known?.at ?? clock.now()
  let parts = 0
  return {
    id,
    isResent: known !== undefined,
    async put(append) {
      const part = parts++
      if (part >= MAX_PARTS) throw new RangeError(`a request has more than ${MAX_PARTS} appends`)
      if (known && (known.parts & (1 << part)) !== 0) return
      const note = { id, fingerprint, part, at }
      await append(note)
      memory.add(note)
    },
  }
}

/** 128 bits of SHA-256 as hex. Texts are told apart by their lengths. */
function digest(texts: readonly string[], body: Uint8Array = new Uint8Array()): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:${text}`)
  return hash.update(body).digest('hex').slice(0, 32)
}
