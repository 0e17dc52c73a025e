import { createHash } from 'node:crypto'
import type { ColumnWriter } from '../encode/column-writer'
import { PatternBook } from './book'
import { PatternMasker } from './masker'

const masker = new PatternMasker()

/** The patterns of all tables; one for the process. */
export class Patterns {
  private readonly book = new PatternBook()

  /** For the rows of one request to `table`. */
  begin(table: string): PatternColumns {
    return new PatternColumns(this.book, seedOf(table))
  }
}

const seeds = new Map<string, number>()
const MAX_SEEDS = 10_000

function seedOf(table: string): number {
  const known = seeds.get(table)
  if (known !== undefined) return known
  if (seeds.size >= MAX_SEEDS) seeds.clear()
  const seed = createHash('sha1').update(table).digest().readUInt32LE(0)
  seeds.set(table, seed)
  return seed
}

/** What the two columns are written with. */
export type PatternWriter = Pick<ColumnWriter, 'skip' | 'uint64' | 'string'>

/**
 * Writes the columns `PatternHash UInt64, PatternText String` of a row. The text goes with the first line of a pattern
 * only; the table of patterns keeps it (storage/tables/patterns.ts).
 */
export class PatternColumns {
  private hasTold = false

  constructor(private readonly book: PatternBook, private readonly seed: number) {}

  /** @param bytes the line in UTF-8, from `start` to `end` */
  write(writer: PatternWriter, bytes: Uint8Array, start: number, end: number): void {
    if (start === end) {
      writer.skip(2)
      return
    }
    masker.mask(bytes, start, end)
    const { low, high } = masker
    writer.uint64(low, high)
    const key = (low ^ this.seed) >>> 0
    if (this.book.has(key, high)) {
      writer.skip(1)
      return
    }
    this.book.add(key, high)
    this.hasTold = true
    writer.string(masker.text())
  }

  /** The rows come to nothing: the texts that went with them have to be sent again. */
  discard(): void {
    if (this.hasTold) this.book.clear()
  }
}
