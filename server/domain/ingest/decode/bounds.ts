import { AppError } from '../../kernel'
import { MAX_DEPTH, MAX_LINE, tooDeep, tooLong } from './limits'

/** What one request may hold; each is a setting. */
export interface DecodeLimits {
  /** Bytes of a line or of one JSON value. */
  readonly maxLineBytes: number
  /** How deep a JSON value may be nested. */
  readonly maxNesting: number
  /** Records and rejects together. */
  readonly maxRecords: number
  /** Bytes that the rows of a request may come to. */
  readonly maxRowBytes: number
}

export const DEFAULT_LIMITS: DecodeLimits = Object.freeze({
  maxLineBytes: MAX_LINE, maxNesting: MAX_DEPTH, maxRecords: 500_000, maxRowBytes: 268_435_456,
})

/** The limits of a request while it is decoded, with what it has taken of them. One instance per request. */
export class Bounds {
  readonly maxLineBytes: number
  readonly maxNesting: number
  readonly maxRecords: number
  private readonly maxRowBytes: number
  private counted = 0
  private weight = 0

  constructor({ maxLineBytes, maxNesting, maxRecords, maxRowBytes }: DecodeLimits = DEFAULT_LIMITS) {
    this.maxLineBytes = maxLineBytes
    this.maxNesting = maxNesting
    this.maxRecords = maxRecords
    this.maxRowBytes = maxRowBytes
  }

  /**
   * Counts records or rejects, before they are made: a small body can stand for millions.
   * @throws AppError too_large when the request has too many: all of it is refused, and nothing more is to be read
   */
  count(pieces = 1): void {
    this.counted += pieces
    if (this.counted > this.maxRecords) throw tooMany(this.maxRecords)
  }

  /**
   * Counts bytes that records will take as rows, before they are made: what many records share stands once in the
   * body and in every row.
   * @throws AppError too_large when it is too much: all of the request is refused
   */
  weigh(bytes: number): void {
    this.weight += bytes
    if (this.weight > this.maxRowBytes) throw tooHeavy()
  }

  /** The reason of a line beyond `maxLineBytes`. */
  get tooLong(): string {
    return tooLong(this.maxLineBytes)
  }

  /** The reason of a value beyond `maxNesting`. */
  get tooDeep(): string {
    return tooDeep(this.maxNesting)
  }
}

const tooMany = (most: number) =>
  new AppError('too_large', `The request has more than the ${most.toLocaleString('en')} records that one may have. Nothing of it was stored; send fewer at a time.`)

/** A request whose rows would take more than one may. */
export const tooHeavy = () =>
  new AppError('too_large', 'The request stands for more than the server takes at once: what its records share is stored with each of them. Nothing of it was stored; send smaller batches.')
