/** Strings up to this many UTF-16 units are written byte by byte: calling into C++ costs more. */
const SHORT = 24
const SHORT_COPY = 64

/** Bytes in the forms that RowBinary and Native share (https://clickhouse.com/docs/interfaces/formats/RowBinary), in one growing buffer. */
export class ByteWriter {
  protected buffer: Buffer
  protected position = 0

  /** @param memory where bytes are written first; a larger buffer takes its place when it is full */
  constructor(memory: Buffer) {
    this.buffer = memory
  }

  /** The memory that was written in for now; it changes when it is full. */
  get memory(): Buffer { return this.buffer }
  /** Bytes written so far. */
  get length(): number { return this.position }

  uint8(value: number): void {
    this.reserve(1)
    this.buffer[this.position++] = value
  }

  uint16(value: number): void {
    this.reserve(2)
    this.buffer.writeUInt16LE(value, this.position)
    this.position += 2
  }

  /** `UInt64` from its two halves, unsigned 32 bits each. */
  uint64(low: number, high: number): void {
    this.reserve(8)
    this.word(low)
    this.word(high)
  }

  /** `DateTime64(9)`: nanoseconds since 1970 as Int64. */
  dateTime64Nanos(seconds: number, nanos: number): void {
    this.reserve(8)
    // Two halves instead of a BigInt: seconds * 1e9 = high * 2^32 + low, in steps that a double holds exactly.
    const upper = Math.floor(seconds / 65_536)
    const lower = seconds - upper * 65_536
    const lowPart = lower * 1_000_000_000 + nanos
    const upperPart = upper * 1_000_000_000
    const carry = Math.floor(lowPart / 65_536)
    const middle = upperPart + carry
    const low = ((middle % 65_536 + 65_536) % 65_536) * 65_536 + (lowPart - carry * 65_536)
    const high = Math.floor(middle / 65_536)
    this.word(low)
    this.word(high)
  }

  /** `DateTime64(3)`: milliseconds since 1970 as Int64. */
  dateTime64Millis(milliseconds: number): void {
    this.reserve(8)
    this.buffer.writeBigInt64LE(BigInt(milliseconds), this.position)
    this.position += 8
  }

  /** An unsigned integer of up to 6 bytes. */
  uint(value: number, bytes: number): void {
    this.reserve(bytes)
    this.buffer.writeUIntLE(value, this.position, bytes)
    this.position += bytes
  }

  /** A signed one. */
  int(value: number, bytes: number): void {
    this.reserve(bytes)
    this.buffer.writeIntLE(value, this.position, bytes)
    this.position += bytes
  }

  /** An integer of any width, signed or not, in two's complement. @param bytes a multiple of 8 */
  bigInt(value: bigint, bytes: number): void {
    this.reserve(bytes)
    for (let i = 0, rest = value; i < bytes; i += 8, rest >>= 64n) this.buffer.writeBigUInt64LE(BigInt.asUintN(64, rest), this.position + i)
    this.position += bytes
  }

  float(value: number, bits: 32 | 64): void {
    this.reserve(8)
    this.position = bits === 32 ? this.buffer.writeFloatLE(value, this.position) : this.buffer.writeDoubleLE(value, this.position)
  }

  /** Bytes as they stand, without their length. */
  raw(value: Uint8Array): void {
    this.reserve(value.length)
    this.buffer.set(value, this.position)
    this.position += value.length
  }

  /** So many zero bytes. */
  zeros(count: number): void {
    this.reserve(count)
    this.buffer.fill(0, this.position, this.position + count)
    this.position += count
  }

  varint(value: number): void {
    this.reserve(10)
    let rest = value
    while (rest >= 0x80) {
      this.buffer[this.position++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.buffer[this.position++] = rest
  }

  /** @returns the length of the text in bytes: it is the last that was written */
  string(text: string): number {
    const length = text.length
    // A UTF-16 unit takes at most three bytes in UTF-8; ten more for the length.
    this.reserve(length * 3 + 10)
    if (length <= SHORT && this.shortAscii(text)) return length
    if (length <= 42) return this.prefixed(text, 1)
    return length <= 5_461 ? this.prefixed(text, 2) : this.longString(text)
  }

  /** A string that stands in `source` as UTF-8 already, from `start` to `end`. */
  utf8(source: Buffer, start: number, end: number): void {
    const length = end - start
    if (length > SHORT_COPY) {
      this.varint(length)
      this.reserve(length)
      source.copy(this.buffer, this.position, start, end)
      this.position += length
      return
    }
    // Calling copy costs more than a short loop.
    this.reserve(length + 1)
    const { buffer } = this
    let at = this.position
    buffer[at++] = length
    for (let i = start; i < end; i++) buffer[at++] = source[i]!
    this.position = at
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length)
    this.reserve(value.length)
    this.buffer.set(value, this.position)
    this.position += value.length
  }

  /** 32 bits of an integer, signed or not, where room is: Node's own methods check every value. */
  private word(value: number): void {
    const { buffer } = this
    const at = this.position
    buffer[at] = value
    buffer[at + 1] = value >>> 8
    buffer[at + 2] = value >>> 16
    buffer[at + 3] = value >>> 24
    this.position = at + 4
  }

  /** Length and text in one pass; false, with nothing written, where a character is not ASCII. */
  private shortAscii(text: string): boolean {
    const buffer = this.buffer
    let at = this.position
    buffer[at++] = text.length
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7F) return false
      buffer[at++] = code
    }
    this.position = at
    return true
  }

  /** The length is known after writing only, so its varint has a fixed width: the engine reads padded ones too. */
  private prefixed(text: string, width: 1 | 2): number {
    const start = this.position
    const written = this.buffer.write(text, start + width, 'utf8')
    if (width === 1) {
      this.buffer[start] = written
    }
    else {
      this.buffer[start] = (written & 0x7F) | 0x80
      this.buffer[start + 1] = written >> 7
    }
    this.position = start + width + written
    return written
  }

  private longString(text: string): number {
    this.varint(Buffer.byteLength(text, 'utf8'))
    const written = this.buffer.write(text, this.position, 'utf8')
    this.position += written
    return written
  }

  protected reserve(bytes: number): void {
    const needed = this.position + bytes
    if (needed <= this.buffer.length) return
    const size = Math.max(needed, this.buffer.length * 2)
    this.beforeGrowth(size - this.buffer.length)
    const larger = Buffer.allocUnsafeSlow(size)
    this.buffer.copy(larger, 0, 0, this.position)
    this.buffer = larger
  }

  /** Hears of the memory that is about to be taken, and may throw. */
  protected beforeGrowth(_bytes: number): void {}
}
