import { ONLY, parseLineId, parsePlace, type Place } from '#shared/utils/place'
import { compareRowIds } from '#shared/utils/row-id'

/** What a line needs to have for its place among others. */
interface Placed {
  /** Segment and ordinal: rises in the order of arrival. Behind the source’s name where several are followed. */
  readonly id: string
  /** Where several sources are followed. */
  readonly source?: string
  /** Nanoseconds since 1970, as text. */
  readonly time: string
}

/** The order in which lines of a source came, by their ids. Negative when `a` came before `b`. */
export function compareIds(a: string, b: string): number {
  const [one, other] = [parseLineId(a), parseLineId(b)]
  return one && other ? compareRowIds(one, other) : 0
}

/** Whether a line came before a place, or is the one there. */
function isUpTo({ id, source = ONLY }: Placed, place: Place | undefined): boolean {
  const [row, end] = [parseLineId(id), place?.get(source)]
  return row !== undefined && end !== undefined && compareRowIds(row, end) <= 0
}

/**
 * The lines of a live tail: those shown, newest first, and those that wait to be. Holds so many at most; the oldest
 * make room for new ones, and can be read again from the server: they are before `olderThan`.
 */
export class LiveBuffer<Line extends Placed> {
  private shownLines: readonly Line[] = []
  /** In the order in which they came. */
  private waitingLines: Line[] = []
  private givenUp = 0
  private newestGone: bigint | undefined

  constructor(private readonly limit: number) {}

  /** Newest first. Another array each time that it changes. */
  get shown(): readonly Line[] { return this.shownLines }
  /** How many lines came since `show`, those included that made room again. */
  get waiting(): number { return this.waitingLines.length + this.givenUp }

  /**
   * Nanoseconds since 1970: what is not among the lines held has a time before this one. Undefined without any line.
   * A line may say a time before that of lines that came earlier: what was given up last need not be the newest of them.
   */
  get olderThan(): bigint | undefined {
    if (this.newestGone !== undefined) return this.newestGone + 1n
    const oldest = this.shownLines.at(-1) ?? this.waitingLines[0]
    return oldest && BigInt(oldest.time) + 1n
  }

  /** Takes lines in the order in which they came. */
  push(lines: readonly Line[]): void {
    this.waitingLines.push(...lines)
    const surplus = this.waitingLines.length - this.limit
    if (surplus <= 0) return
    this.givenUp += surplus
    this.forget(this.waitingLines.splice(0, surplus))
  }

  /** Shows what waited. @returns whether anything did */
  show(): boolean {
    if (this.waitingLines.length === 0) return false
    this.settle(this.waitingLines.toReversed().concat(this.shownLines))
    this.waitingLines = []
    this.givenUp = 0
    return true
  }

  /** Puts lines that the server had skipped, in the order in which they came, where they belong: behind this id, which of several sources has a row of each. */
  insert(lines: readonly Line[], after: string): void {
    const start = parsePlace(after)
    const place = this.shownLines.findIndex(line => isUpTo(line, start))
    this.settle(this.shownLines.toSpliced(place < 0 ? this.shownLines.length : place, 0, ...lines.toReversed()))
  }

  clear(): void {
    this.shownLines = []
    this.waitingLines = []
    this.givenUp = 0
    this.newestGone = undefined
  }

  private settle(lines: Line[]): void {
    this.forget(lines.slice(this.limit))
    this.shownLines = lines.slice(0, this.limit)
  }

  private forget(lines: readonly Line[]): void {
    for (const { time } of lines) {
      const moment = BigInt(time)
      if (this.newestGone === undefined || moment > this.newestGone) this.newestGone = moment
    }
  }
}
