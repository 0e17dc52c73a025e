/**
 * Protocol Buffers' wire types (https://protobuf.dev/programming-guides/encoding/#structure).
 */
export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
const START_GROUP = 3
const END_GROUP = 4
export const FIXED32 = 5

/** What is thrown inside of the decoder where bytes are no protobuf; it never leaves it. */
export class Malformed extends Error {}

// Made once: an error's stack costs more than all the rest, and a hostile body has a million mistakes
const CUT_OFF = new Malformed('Not valid protobuf: it ends too early (cut off?)')
const FIELD_ZERO = new Malformed('Not valid protobuf: a field has the number 0')
const LONG_LENGTH = new Malformed('Not valid protobuf: a length is beyond 32 bits')
const LONG_NUMBER = new Malformed('Not valid protobuf: a number is longer than ten bytes')
const NO_GROUP = new Malformed('Not valid protobuf: a group ends that never began')
const NO_TYPE = new Malformed('Not valid protobuf: a field has an unknown type')
const DEEP_GROUPS = new Malformed('Not valid protobuf: groups are nested too deep')
const TWO_32 = 4_294_967_296
const MAX_GROUPS = 100

/**
 * Reads protobuf's wire format out of a part of a buffer, field by field, without copying. `next` steps to a field;
 * exactly one of the readers, or `skip`, must follow. Never reads past `end`, whatever the lengths say.
 */
export class WireReader {
  /** Number and wire type of the field that `next` stepped to. */
  field = 0
  type = 0
  /** Where a `BYTES` field lies, after `bytes()`. */
  start = 0
  stop = 0
  /** The two halves of a 64-bit number, unsigned, after `fixed64` or `varint64`. */
  low = 0
  high = 0

  constructor(readonly body: Buffer, public at: number, public end: number) {}

  /** Steps to the next field; false at the end. @throws Malformed */
  next(): boolean {
    if (this.at >= this.end) return false
    const tag = this.small()
    this.type = tag & 7
    this.field = tag >>> 3
    if (this.field === 0) throw FIELD_ZERO
    return true
  }

  /** Whether the field is this one, of this type: one of another type counts as unknown, as protobuf's parsers have it. */
  is(field: number, type: number): boolean {
    return this.field === field && this.type === type
  }

  /** Steps over a length-delimited field, which then lies from `start` to `stop`. @throws Malformed */
  bytes(): void {
    const length = this.small()
    this.start = this.at
    this.stop = this.at + length
    if (this.stop > this.end) throw CUT_OFF
    this.at = this.stop
  }

  /** A tag or a length. @throws Malformed */
  private small(): number {
    const { body, at } = this
    if (at + 1 < this.end) {
      const first = body[at]!
      if (first < 0x80) {
        this.at = at + 1
        return first
      }
      const second = body[at + 1]!
      if (second < 0x80) {
        this.at = at + 2
        return (first & 0x7F) | (second << 7)
      }
    }
    this.varint64()
    if (this.high !== 0) throw LONG_LENGTH
    return this.low
  }

  /** An enum or `uint32`: the low 32 bits of a varint, as protobuf cuts them. @throws Malformed */
  enum(): number {
    this.varint64()
    return this.low
  }

  /** @throws Malformed */
  varint64(): void {
    const { body, end } = this
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= end) throw CUT_OFF
      const byte = body[this.at++]!
      const bits = byte & 0x7F
      if (shift < 28) {
        low |= bits << shift
      }
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      }
      else if (shift < 63) {
        high |= bits << (shift - 32)
      }
      else {
        high |= (bits & 1) << 31
      }
      if (byte < 0x80) {
        this.low = low >>> 0
        this.high = high >>> 0
        return
      }
    }
    throw LONG_NUMBER
  }

  /** @throws Malformed */
  fixed64(): void {
    if (this.at + 8 > this.end) throw CUT_OFF
    this.low = this.body.readUInt32LE(this.at)
    this.high = this.body.readUInt32LE(this.at + 4)
    this.at += 8
  }

  /** @throws Malformed */
  fixed32(): number {
    if (this.at + 4 > this.end) throw CUT_OFF
    const value = this.body.readUInt32LE(this.at)
    this.at += 4
    return value
  }

  /** @throws Malformed */
  double(): number {
    if (this.at + 8 > this.end) throw CUT_OFF
    const value = this.body.readDoubleLE(this.at)
    this.at += 8
    return value
  }

  /** An `int64`: a number, or a bigint where a number can't hold it exactly. @throws Malformed */
  int64(): number | bigint {
    this.varint64()
    const { low, high } = this
    const value = (high | 0) * TWO_32 + low
    return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))
  }

  /** A string field; invalid UTF-8 is replaced by U+FFFD. @throws Malformed */
  text(): string {
    this.bytes()
    return this.start === this.stop ? '' : this.body.toString('utf8', this.start, this.stop)
  }

  /** Steps over a field of whatever type. @throws Malformed */
  skip(): void {
    if (this.type === BYTES) this.bytes()
    else if (this.type === VARINT) this.varint64()
    else if (this.type === FIXED64) this.advance(8)
    else if (this.type === FIXED32) this.advance(4)
    else if (this.type === START_GROUP) this.skipGroup()
    else throw this.type === END_GROUP ? NO_GROUP : NO_TYPE
  }

  private advance(bytes: number): void {
    this.at += bytes
    if (this.at > this.end) throw CUT_OFF
  }

  /** Groups are long out of use, but a parser must be able to step over them. */
  private skipGroup(): void {
    const open = [this.field]
    while (open.length > 0) {
      if (!this.next()) throw CUT_OFF
      if (this.type === START_GROUP) {
        if (open.length >= MAX_GROUPS) throw DEEP_GROUPS
        open.push(this.field)
      }
      else if (this.type === END_GROUP) {
        if (open.pop() !== this.field) throw NO_GROUP
      }
      else {
        this.skip()
      }
    }
  }
}
