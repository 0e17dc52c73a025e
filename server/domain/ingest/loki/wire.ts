const VARINT = 0
const FIXED64 = 1
/** The wire type of strings, bytes and messages: a length, then so many bytes. */
export const LENGTH = 2
const FIXED32 = 5

const TWO_32 = 4_294_967_296

/**
 * Walks over the fields of one message in Protobuf's wire format (https://protobuf.dev/programming-guides/encoding/).
 * After `next()` has answered true, `field` and `type` name the field, and its value is in `start`/`stop` (where the
 * bytes of a string or message lie) or in `value` (a varint as signed 64 bits; exact below 2^53). Never throws: where
 * the bytes make no sense, `next()` answers false and `broken` is set.
 */
export class WireReader {
  field = 0
  type = 0
  start = 0
  stop = 0
  value = 0
  broken = false

  constructor(readonly bytes: Buffer, private at = 0, private readonly end = bytes.length) {}

  next(): boolean {
    if (this.at >= this.end) return false
    const key = this.varint()
    this.field = Math.floor(key / 8)
    this.type = key & 7
    if (this.broken || this.field < 1 || !this.readValue()) this.broken = true
    return !this.broken
  }

  /** Where the next field begins, or where a broken one lies. */
  get position(): number {
    return this.at
  }

  text(): string {
    return this.bytes.toString('utf8', this.start, this.stop)
  }

  private readValue(): boolean {
    switch (this.type) {
      case VARINT:
        this.value = this.varint()
        return !this.broken
      case LENGTH: {
        const length = this.varint()
        return !this.broken && length >= 0 && this.skip(length)
      }
      case FIXED64: return this.skip(8)
      case FIXED32: return this.skip(4)
      // Groups have been out of use since 2008, and no field of ours is one.
      default: return false
    }
  }

  private skip(length: number): boolean {
    if (length > this.end - this.at) return false
    this.start = this.at
    this.stop = this.at += length
    return true
  }

  /** As two halves of 32 bits, which doubles and bit operations hold exactly. */
  private varint(): number {
    const { bytes, end } = this
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) break
      const byte = bytes[this.at++]!
      const bits = byte & 0x7F
      if (shift < 28) low += bits * 2 ** shift
      else if (shift === 28) {
        low += (bits & 0x0F) * 2 ** 28
        high = bits >> 4
      }
      else high += bits * 2 ** (shift - 32)
      if (byte < 0x80) return signed(high, low)
    }
    this.broken = true
    return 0
  }
}

/** The ten bytes of a varint have room for 70 bits: those above 64 are cut off, as Protobuf says. */
const signed = (high: number, low: number) => ((high % TWO_32) | 0) * TWO_32 + low
