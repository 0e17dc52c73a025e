import type { Decoded } from '#shared/types/log-record'
import type { DecodeLimits } from './decode/bounds'
import type { ColumnWriter } from './encode/column-writer'
import type { PatternColumns } from './pattern/columns'

/** What a decoder may know besides the body. */
export interface DecodeContext {
  /** Milliseconds since 1970: the time of lines that carry none. */
  now: number
  /** What the request may hold; the defaults when missing. */
  limits?: DecodeLimits
  /** Lines of text in no form that the sender named are records as they stand: their source reads them itself. */
  plainLines?: boolean
  /** The source may refuse records: the decoder says where in the body each lies. */
  withOrigins?: boolean
}

/** Where rows of the `app` schema are written. */
export interface AppRows {
  readonly writer: ColumnWriter
  readonly patterns: PatternColumns
}

/**
 * One way of sending logs in: pure, from a whole decompressed request body to records and rejects.
 * Decoders never throw for bad input: what can't be read becomes a reject with a reason and its bytes, and the good
 * lines beside it survive. One thing refuses a request as a whole: more records and rejects than `limits` allow, which
 * are counted while they are decoded, throw the `too_large` of `Bounds`.
 */
export interface Protocol<Params> {
  /** Label in metrics and dead letters. */
  readonly name: string
  decode(body: Buffer, params: Params, context: DecodeContext): Decoded
  /**
   * A short way for bodies of the usual form, where the protocol has one: writes the rows of the `app` schema straight
   * into `rows`. False means that `decode` must do it, and that what was written does not count.
   */
  transcode?(body: Buffer, context: DecodeContext, rows: AppRows): boolean
}
