import type { Place } from '#shared/utils/place'
import type { RowId } from '#shared/utils/row-id'
import type { LineBatch } from './batch'

/** Lines that a reader was too slow for, or that could not be kept for it. */
export interface Skipped {
  /** Undefined where they were not looked at. */
  count: number | undefined
  /** They came behind this place … */
  readonly after: Place
  /** … up to and with this one. */
  upTo: Place
  /** The earliest and the latest time that one of them says; undefined where they were not looked at. */
  times: { first: bigint, last: bigint } | undefined
}

export type QueueItem = { readonly kind: 'lines', readonly batch: LineBatch, readonly position: Place } | { readonly kind: 'skipped', readonly skipped: Skipped }

/** What all queues together may hold. */
export class QueueBudget {
  private used = 0

  constructor(private readonly limit: number) {}

  get bytes(): number { return this.used }

  hasRoomFor(batch: LineBatch): boolean {
    return batch.holders > 0 || this.used + batch.bytes <= this.limit
  }

  hold(batch: LineBatch): void {
    if (batch.holders++ === 0) this.used += batch.bytes
  }

  release(batch: LineBatch): void {
    if (--batch.holders === 0) this.used -= batch.bytes
  }
}

/**
 * What waits for one reader, in order and bounded. Lines that have no room are counted, and the count takes their place:
 * the reader hears of it between the lines before and those behind.
 */
export class TailQueue {
  private readonly items: QueueItem[] = []
  private bytes = 0
  private wake: (() => void) | undefined
  private isClosed = false
  private readonly readTo: Map<string, RowId>

  /**
   * @param from rows up to there are no concern of the queue; it names the sources
   * @param limit bytes that may wait; a lone batch may have more
   */
  constructor(from: Place, private readonly limit: number, private readonly budget: QueueBudget) {
    this.readTo = new Map(from)
  }

  /** Up to where the reader has had everything; undefined while something waits for it. */
  get idleAt(): Place | undefined { return this.items.length === 0 ? this.position : undefined }

  private get position(): Place { return new Map(this.readTo) }

  /** Nothing of a source’s rows up to this one is for the reader. */
  pass(source: string, readTo: RowId): void {
    this.readTo.set(source, readTo)
  }

  /**
   * Lines of a source, whose rows up to `readTo` were looked at.
   * @returns how many lines had no room
   */
  push(source: string, lines: LineBatch, readTo: RowId): number {
    if (this.isClosed) return 0
    const batch = lines.of(source)
    const fits = this.takes(batch)
    if (fits) {
      this.readTo.set(source, readTo)
      this.items.push({ kind: 'lines', batch, position: this.position })
      this.bytes += batch.bytes
      this.budget.hold(batch)
    }
    else {
      this.skip(source, batch.lines.length, readTo, batch.times())
    }
    this.notify()
    return fits ? 0 : batch.lines.length
  }

  /** A source’s rows up to this one were not looked at. */
  passUnread(source: string, upTo: RowId): void {
    if (this.isClosed) return
    this.skip(source, undefined, upTo, undefined)
    this.notify()
  }

  /** @returns the next item, or undefined when there is none for so long, or the queue is closed */
  async next(patienceMs: number): Promise<QueueItem | undefined> {
    if (this.items.length === 0 && !this.isClosed) await this.somethingOr(patienceMs)
    const item = this.items.shift()
    if (item?.kind === 'lines') this.drop(item.batch)
    return item
  }

  /** Gives everything up; `next` returns at once. */
  close(): void {
    this.isClosed = true
    for (const item of this.items.splice(0)) if (item.kind === 'lines') this.drop(item.batch)
    this.notify()
  }

  /** Once lines were left out, the next come in when half of the queue is read: not one here and one there. */
  private takes(batch: LineBatch): boolean {
    const limit = this.items.at(-1)?.kind === 'skipped' ? this.limit / 2 : this.limit
    return (this.bytes === 0 || this.bytes + batch.bytes <= limit) && this.budget.hasRoomFor(batch)
  }

  private skip(source: string, count: number | undefined, readTo: RowId, times: Skipped['times']): void {
    const after = this.position
    this.readTo.set(source, readTo)
    const upTo = this.position
    const last = this.items.at(-1)
    if (last?.kind !== 'skipped') {
      this.items.push({ kind: 'skipped', skipped: { count, after, upTo, times } })
      return
    }
    const { skipped } = last
    skipped.count = skipped.count === undefined || count === undefined ? undefined : skipped.count + count
    skipped.upTo = upTo
    skipped.times = skipped.times && times && { first: least(skipped.times.first, times.first), last: most(skipped.times.last, times.last) }
  }

  private drop(batch: LineBatch): void {
    this.bytes -= batch.bytes
    this.budget.release(batch)
  }

  private somethingOr(patienceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.notify(), patienceMs)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  private notify(): void {
    this.wake?.()
    this.wake = undefined
  }
}

const least = (a: bigint, b: bigint) => a < b ? a : b
const most = (a: bigint, b: bigint) => a > b ? a : b
