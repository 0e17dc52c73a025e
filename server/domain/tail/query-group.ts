import { asksForPattern, compileStages, selectorTest, type LogNode, type LogRecord } from '#shared/logql'
import { compareRowIds, type RowId } from '#shared/utils/row-id'
import { LineBatch, type TailLine } from './batch'
import type { TailQueue } from './queue'

/** A tail as its query knows it. */
export interface Follower {
  /** How the source is named in the places of its reader. */
  readonly source: string
  /** Rows up to this one it does not want from here. */
  readonly from: RowId
  readonly queue: TailQueue
}

/** Larger batches are cut, so that what one reader has in its connection stays small. */
const MOST_LINES = 500
const MOST_CHARACTERS = 128 * 1024

/** All tails of one source that ask the same: the query runs once for them. */
export class QueryGroup {
  readonly followers = new Set<Follower>()
  /** Whether a stream is one of the query’s. */
  readonly selects: (stream: ReadonlyMap<string, string>) => boolean
  readonly asksForPattern: boolean
  private readonly pipeline: ReturnType<typeof compileStages>
  private lines: TailLine[] = []
  private characters = 0

  /**
   * @param onSkipped hears of lines that a queue has no room for
   * @throws PipelineError for a stage that can’t be built
   */
  constructor({ matchers, stages }: LogNode, private readonly onSkipped: (lines: number) => void) {
    this.selects = selectorTest(matchers)
    this.asksForPattern = asksForPattern({ stages })
    this.pipeline = compileStages(stages)
  }

  /** Runs the stages on a record of a stream that the query selects. */
  take(record: LogRecord, position: RowId): void {
    const line = this.pipeline(record)
    if (line !== undefined) this.add({ line, position })
  }

  /** A line that the stages have run on already. */
  add(line: TailLine): void {
    this.lines.push(line)
    this.characters += line.line.text.length
    if (this.lines.length >= MOST_LINES || this.characters >= MOST_CHARACTERS) this.deliver(line.position)
  }

  /** Hands over what there is: rows up to this one were looked at. */
  deliver(readTo: RowId): void {
    const batch = this.lines.length === 0 ? undefined : new LineBatch(this.lines)
    this.clear()
    for (const { source, from, queue } of this.followers) {
      // It joined later.
      if (compareRowIds(readTo, from) <= 0) continue
      const own = batch?.behind(from)
      if (own) this.onSkipped(queue.push(source, own, readTo))
      else queue.pass(source, readTo)
    }
  }

  /** Rows up to this one were not looked at, or not to the end. */
  passUnread(upTo: RowId): void {
    this.clear()
    for (const { source, from, queue } of this.followers) if (compareRowIds(upTo, from) > 0) queue.passUnread(source, upTo)
  }

  private clear(): void {
    this.lines = []
    this.characters = 0
  }
}
