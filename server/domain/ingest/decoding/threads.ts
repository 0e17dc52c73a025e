import { availableParallelism } from 'node:os'
import type { Scope } from '#shared/types/scope'
import type { Logger } from '../../kernel'
import { encoderOf } from '../encode/encoder'
import type { Encoded } from '../encode/row-maker'
import type { BodyDecoder } from './decoder'
import type { ThreadOptions } from './messages'
import { DecoderThread, type ThreadAnswer } from './thread'
import { isThreaded } from './work'

export interface ThreadsOptions extends ThreadOptions {
  /** Of the thread's program. */
  readonly file: string
  /** For what is not worth a thread. */
  readonly direct: BodyDecoder
  readonly logger: Logger
  readonly count?: number
}

/** Smaller bodies are decoded before a thread would have heard of them. */
const WORTHWHILE_BYTES = 16 * 1024
const MOST_THREADS = 4

/** One core is for everything else. */
export const usualThreads = () => Math.min(MOST_THREADS, availableParallelism() - 1)

/**
 * Decodes large bodies in threads of their own, so that pages and queries need not wait for them. Bodies must lie in
 * memory that can be shared (BufferPool's).
 */
export function createThreadedDecoder({ file, direct, logger, limits, count = usualThreads() }: ThreadsOptions): BodyDecoder {
  const threads = Array.from({ length: count }, () => new DecoderThread(file, { limits }, logger))
  return {
    async encode(scope, protocol, body, params, now) {
      const thread = threads.toSorted((a, b) => a.load - b.load)[0]
      // A user's table is known by its object, of which a thread would get another one each time.
      if (!thread || body.length < WORTHWHILE_BYTES || scope.custom || !isThreaded(protocol.name)) return direct.encode(scope, protocol, body, params, now)
      return encodedOf(scope, await thread.decode({ scope: plain(scope), protocol: protocol.name, params, body, now }))
    },
    async stop() {
      await Promise.all(threads.map(thread => thread.stop()))
    },
  }
}

function encodedOf(scope: Scope, { encoded: { bytes, rows, rejects, unfit }, release, discard }: ThreadAnswer): Encoded {
  return {
    spec: encoderOf(scope).spec,
    rows: { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), rows },
    rejects, unfit, release,
    patterns: { discard },
  }
}

/** Without what a request adds to its scope, which can't be sent. */
const plain = ({ projectId, sourceId, table, schema, retentionDays, discoverServiceName = true, discoverLogLevels = true, dailyQuotaBytes }: Scope): Scope =>
  ({ projectId, sourceId, table, schema, retentionDays, discoverServiceName, discoverLogLevels, dailyQuotaBytes })
