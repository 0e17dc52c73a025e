import type { LogNode } from '#shared/logql'
import type { ReadScope } from '#shared/types/scope'
import { placeAt, sourcesOf, type Place } from '#shared/utils/place'
import { AppError, createGate } from '../kernel'
import { LineBatch, type TailLine } from './batch'
import type { TailEvent } from './events'
import type { TailStore } from './store'

/** Reads of all tails at a time: they share the engine with people who wait for an answer. */
const READS = 4
const ROWS = 5_000
/** Of an event. */
const LINES = 500

export interface Past {
  readonly scope: ReadScope
  readonly query: string
  readonly node: LogNode
  /** The tail itself has what comes behind there. */
  readonly upTo: Place
}

/** What a tail gives out before it is live. */
export class History {
  private readonly turn = createGate(READS)

  constructor(private readonly store: TailStore) {}

  /** The newest lines, the oldest of them first, as one event: whoever has it has had everything up to where the tail begins. */
  async* newest({ scope, query, upTo }: Past, start: bigint, limit: number, signal: AbortSignal): AsyncGenerator<TailEvent> {
    await this.settled(scope, upTo, signal)
    const lines = await this.inTurn(() => this.store.newest(scope, { query, start, limit, upTo }, signal))
    yield lines.length === 0 ? { kind: 'beat', position: upTo } : { kind: 'lines', batch: new LineBatch(lines.toReversed()), position: upTo }
  }

  /** All lines that came behind a place. What takes the engine too long is told as skipped. */
  async* since({ scope, node, upTo }: Past, after: Place, signal: AbortSignal): AsyncGenerator<TailEvent> {
    await this.settled(scope, upTo, signal)
    for (let at = after, isWhole = false; !isWhole;) {
      try {
        const page = await this.inTurn(() => this.store.read(scope, { node, after: at, upTo, rows: ROWS }, signal))
        yield* eventsOf(page.entries, at, page.readTo)
        at = page.readTo
        isWhole = page.isWhole
      }
      catch (error) {
        if (!(error instanceof AppError) || error.code !== 'timeout') throw error
        yield { kind: 'skipped', skipped: { count: undefined, after: at, upTo, times: undefined } }
        return
      }
    }
  }

  private async settled(scope: ReadScope, upTo: Place, signal: AbortSignal): Promise<void> {
    await Promise.all(sourcesOf(scope).map(([name, { table }]) => this.store.settled(table, upTo.get(name)!, signal)))
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.turn()
    try {
      return await work()
    }
    finally {
      release()
    }
  }
}

function* eventsOf(lines: readonly TailLine[], after: Place, readTo: Place): Generator<TailEvent> {
  for (let i = 0; i < lines.length; i += LINES) {
    const some = lines.slice(i, i + LINES)
    yield { kind: 'lines', batch: new LineBatch(some), position: i + LINES < lines.length ? placeAt(some.at(-1)!.position, after, readTo) : readTo }
  }
  if (lines.length === 0) yield { kind: 'beat', position: readTo }
}
