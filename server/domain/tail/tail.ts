import type { Place } from '#shared/utils/place'
import type { AppError } from '../kernel'
import type { TailEvent } from './events'
import type { TailQueue } from './queue'

/** How often a tail without lines tells that it is alive. */
const BEAT_MS = 5_000
/** How long it takes at most until a reader who may not read any more gets nothing more. */
const CHECK_MS = 2_000

export interface TailParts {
  readonly queue: TailQueue
  /** Where the reader is when it begins; undefined where `past` begins with lines. */
  readonly position: Place | undefined
  /** What is given out before it is live. */
  past(signal: AbortSignal): AsyncGenerator<TailEvent>
  /** So many lines were given out. */
  sent(lines: number): void
  /** @throws AppError when the reader may not read any more */
  recheck(): Promise<void>
  /** Gives back what it holds. */
  close(): void
  /** An error that is not meant for the reader. @returns what the reader is told */
  explain(error: unknown): AppError
}

/** One reader of a query’s lines. */
export class Tail {
  private readonly stopping = new AbortController()
  private ending: AppError | undefined
  private checkedAt = performance.now()

  constructor(private readonly parts: TailParts) {}

  /**
   * What it tells, to its end. Reading slowly is no harm to others: what is too much is skipped, and told so. Leaving the
   * loop closes the tail.
   */
  async* events(): AsyncGenerator<TailEvent, void> {
    try {
      yield* this.live()
    }
    catch (error) {
      if (!this.isClosed || this.ending) yield { kind: 'end', error: this.ending ?? this.parts.explain(error) }
    }
    finally {
      this.close()
    }
  }

  /** Ends it: the reader is told why. */
  end(error: AppError): void {
    this.ending ??= error
    this.close()
  }

  /** The reader has gone. */
  close(): void {
    if (this.isClosed) return
    this.stopping.abort()
    this.parts.queue.close()
    this.parts.close()
  }

  private get isClosed(): boolean { return this.stopping.signal.aborted }

  /** @throws AppError when it is to end, and what reading the past does */
  private async* live(): AsyncGenerator<TailEvent, void> {
    const { queue, position, past } = this.parts
    const { signal } = this.stopping
    yield { kind: 'beat', position }
    for await (const event of past(signal)) yield* this.tell(event)
    for (;;) yield* this.tell(await queue.next(BEAT_MS) ?? { kind: 'beat', position: queue.idleAt })
  }

  private async* tell(event: TailEvent): AsyncGenerator<TailEvent, void> {
    await this.check()
    yield event
    if (event.kind === 'lines') this.parts.sent(event.batch.lines.length)
  }

  private async check(): Promise<void> {
    this.stopping.signal.throwIfAborted()
    const now = performance.now()
    if (now - this.checkedAt < CHECK_MS) return
    this.checkedAt = now
    await this.parts.recheck()
  }
}
