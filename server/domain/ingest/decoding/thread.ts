import { Worker } from 'node:worker_threads'
import { AppError, type Logger } from '../../kernel'
import type { FromThread, ThreadOptions, ToThread } from './messages'

export type EncodedAnswer = FromThread & { kind: 'encoded' }
type DecodeRequest = Omit<ToThread & { kind: 'decode' }, 'id' | 'kind'>

interface Waiting { resolve: (answer: EncodedAnswer) => void, reject: (error: unknown) => void }

/** A body that is decoded in a thread, and what must be said of its rows afterwards. */
export interface ThreadAnswer {
  readonly encoded: EncodedAnswer
  release(): void
  discard(): void
}

/**
 * One thread that decodes. Should it end, the requests that wait are refused, so that their senders come again, and
 * the next request starts another.
 */
export class DecoderThread {
  private worker: Worker | undefined
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0

  /** @param file of the thread's program: main.ts, bundled */
  constructor(private readonly file: string, private readonly options: ThreadOptions, private readonly logger: Logger) {}

  /** Requests that have no answer yet. */
  get load(): number { return this.waiting.size }

  /** @throws AppError as the decoder does, and unavailable when the thread ended */
  async decode(request: DecodeRequest): Promise<ThreadAnswer> {
    const worker = this.worker ??= this.start()
    const id = ++this.lastId
    const encoded = await new Promise<EncodedAnswer>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      worker.postMessage({ kind: 'decode', id, ...request } satisfies ToThread)
    })
    const tell = (kind: 'release' | 'discard') => worker.postMessage({ kind, id } satisfies ToThread)
    return { encoded, release: () => tell('release'), discard: () => tell('discard') }
  }

  async stop(): Promise<void> {
    const { worker } = this
    this.worker = undefined
    await worker?.terminate()
  }

  private start(): Worker {
    const worker = new Worker(this.file, { workerData: this.options, name: 'decoder' })
    worker.on('message', (answer: FromThread) => this.settle(answer))
    worker.on('error', error => this.logger.error({ err: error }, 'a thread that decodes failed'))
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined
      this.refuseAll()
    })
    // What it works on keeps the process alive, not the thread.
    worker.unref()
    return worker
  }

  private settle(answer: FromThread): void {
    const waiting = this.waiting.get(answer.id)
    this.waiting.delete(answer.id)
    if (answer.kind === 'encoded') waiting?.resolve(answer)
    else if (answer.kind === 'refused') waiting?.reject(new AppError(answer.code, answer.message, answer.issues && { issues: answer.issues }))
    else waiting?.reject(answer.error)
  }

  private refuseAll(): void {
    for (const { reject } of this.waiting.values()) reject(new AppError('unavailable', 'The lines could not be read just now. Send them again in a second.', { retryAfter: 1 }))
    this.waiting.clear()
  }
}
