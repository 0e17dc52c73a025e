import { setImmediate as nextRound } from 'node:timers/promises'
import { printQuery, type LogNode, type LogRecord } from '#shared/logql'
import type { Arrival } from '#shared/types/arrival'
import type { RecordRow } from '#shared/types/record-row'
import type { RowId } from '#shared/utils/row-id'
import type { Feed } from './feed'
import type { Lane } from './lane'
import { QueryGroup, type Follower } from './query-group'

/** Makes records of rows. Those of one stream share their labels. */
export interface RowReader {
  streamOf(row: RecordRow): ReadonlyMap<string, string>
  /** @param withPattern whether the record has the label of its pattern */
  read(row: RecordRow, withPattern: boolean): LogRecord
}

/** What all feeds together keep of rows that are not looked at yet. */
export interface Backlog { bytes: number, readonly limit: number }

export interface RowFeedOptions {
  openReader: () => RowReader
  backlog: Backlog
  /** Shared with the sources that may be tailed together: their lines come in the order in which all of them arrived. */
  lane: Lane
  onSkipped: (lines: number) => void
  onError: (error: unknown) => void
}

/** How long rows may keep others from their turn. */
const TURN_MS = 4
/** Rows between two looks at the clock. */
const STRIDE = 32
/** A reader remembers every stream that it has met. */
const ROWS_OF_A_READER = 20_000

type Piece = { readonly rows: Iterable<RecordRow>, readonly bytes: number, readonly last: RowId } | { readonly rows: undefined, last: RowId }

/**
 * The tails of one source, fed with rows as they arrive. The way in only has its rows copied; they are decoded and looked
 * at in turns of a few milliseconds. Where more comes than can be looked at, rows are passed over and the tails told so.
 */
export class RowFeed implements Feed {
  private readonly groups = new Map<string, QueryGroup>()
  private readonly pieces: Piece[] = []
  private reader: RowReader
  private rowsOfReader = 0
  /** Which groups a stream is for. */
  private interest = new WeakMap<ReadonlyMap<string, string>, QueryGroup[]>()

  constructor(private readonly options: RowFeedOptions) {
    this.reader = options.openReader()
  }

  join(node: LogNode, follower: Follower): () => void {
    const name = printQuery(node)
    let group = this.groups.get(name)
    if (group === undefined) {
      this.groups.set(name, group = new QueryGroup(node, this.options.onSkipped))
      this.interest = new WeakMap()
    }
    const { followers } = group
    followers.add(follower)
    return () => {
      followers.delete(follower)
      if (followers.size > 0 || this.groups.get(name)?.followers !== followers) return
      this.groups.delete(name)
      this.interest = new WeakMap()
    }
  }

  get isEmpty(): boolean { return this.groups.size === 0 }

  arrived(arrival: Arrival): void {
    if (this.isEmpty) return
    const { backlog, lane } = this.options
    const rows = backlog.bytes + arrival.bytes <= backlog.limit ? arrival.keep() : undefined
    const last = this.pieces.at(-1)
    if (rows) {
      backlog.bytes += arrival.bytes
      this.pieces.push({ rows, bytes: arrival.bytes, last: arrival.last })
    }
    else if (last && last.rows === undefined) return void (last.last = arrival.last)
    else this.pieces.push({ rows: undefined, last: arrival.last })
    // Not within the commit that told of the rows: their senders come first.
    lane.add(() => this.next())
  }

  private async next(): Promise<void> {
    const piece = this.pieces.shift()!
    if (piece.rows === undefined) for (const group of this.groups.values()) group.passUnread(piece.last)
    else await this.look(piece)
  }

  private async look({ rows, bytes, last }: Extract<Piece, { bytes: number }>): Promise<void> {
    try {
      let count = 0
      let turn = performance.now()
      for (const row of rows) {
        // Everybody has left.
        if (this.isEmpty) break
        this.lookAt(row)
        if (++count % STRIDE === 0 && performance.now() - turn > TURN_MS) {
          await nextRound()
          turn = performance.now()
        }
      }
      for (const group of this.groups.values()) group.deliver(last)
    }
    catch (error) {
      this.options.onError(error)
      for (const group of this.groups.values()) group.passUnread(last)
    }
    finally {
      this.options.backlog.bytes -= bytes
    }
  }

  private lookAt(row: RecordRow): void {
    if (++this.rowsOfReader > ROWS_OF_A_READER) {
      this.reader = this.options.openReader()
      this.rowsOfReader = 0
    }
    const groups = this.groupsFor(this.reader.streamOf(row))
    if (groups.length === 0) return
    const position = { segment: BigInt(row.segment), ordinal: row.ordinal }
    // As in queries, a line has the label for those who ask for it.
    const records: [plain?: LogRecord, patterned?: LogRecord] = []
    for (const group of groups) group.take(records[Number(group.asksForPattern)] ??= this.reader.read(row, group.asksForPattern), position)
  }

  private groupsFor(stream: ReadonlyMap<string, string>): QueryGroup[] {
    let groups = this.interest.get(stream)
    if (groups === undefined) this.interest.set(stream, groups = [...this.groups.values()].filter(group => group.selects(stream)))
    return groups
  }
}
