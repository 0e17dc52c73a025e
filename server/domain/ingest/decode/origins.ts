import type { LogRecord, Origins, Reject } from '#shared/types/log-record'
import { rejectOf } from './limits'

/** For a decoder that is asked to remember where its records lie, or is not. */
export const originsOf = (records: readonly LogRecord[], isWanted: boolean | undefined): RecordOrigins | undefined => isWanted ? new RecordOrigins(records) : undefined

/** Bytes of a body, and the records that were made of them: those before `until` that no earlier piece has. */
interface Piece { readonly body: Buffer, readonly start: number, readonly end: number, readonly index: number | undefined, readonly until: number }

/**
 * Where the records of a request lie in its body. A record may be one that its source can't take, which is found out
 * when its row is made: its dead letter then has the bytes that were sent.
 */
export class RecordOrigins implements Origins {
  private readonly pieces: Piece[] = []

  /** @param records to which the decoder adds */
  constructor(private readonly records: readonly LogRecord[]) {}

  /** The records that came since the last call were made of `body[start, end)`. @param index which item of the request it is */
  mark(body: Buffer, start: number, end: number, index?: number): void {
    const until = this.records.length
    if (until > (this.pieces.at(-1)?.until ?? 0)) this.pieces.push({ body, start, end, index, until })
  }

  /** The last piece is longer than it was said to be: lines that belong to it came behind. */
  extend(end: number): void {
    const last = this.pieces.pop()
    if (last) this.pieces.push({ ...last, end })
  }

  rejectOf(place: number, reason: string): Reject | undefined {
    const piece = this.pieceOf(place)
    return piece && rejectOf(piece.body, piece.start, piece.end, reason, piece.index)
  }

  /** By halving: pieces lie in the order of their records. */
  private pieceOf(place: number): Piece | undefined {
    let [low, high] = [0, this.pieces.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.pieces[middle]!.until > place) high = middle
      else low = middle + 1
    }
    return this.pieces[low]
  }
}
