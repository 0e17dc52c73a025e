import type { Decoded } from '#shared/types/log-record'

/** What a decoder may know besides the body. */
export interface DecodeContext {
  /** Milliseconds since 1970: the time of lines that carry none. */
  now: number
}

/**
 * One way of sending logs in: pure, from a whole decompressed request body to records and rejects.
 * Decoders never throw for bad input: what can't be read becomes a reject with a reason and its bytes, and the good
 * lines beside it survive.
 */
export interface Protocol<Params> {
  /** Label in metrics and dead letters. */
  readonly name: string
  decode(body: Buffer, params: Params, context: DecodeContext): Decoded
}
