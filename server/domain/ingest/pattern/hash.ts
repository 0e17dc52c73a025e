const C1 = 0xCC9E2D51 | 0
const C2 = 0x1B873593 | 0
const SECOND_SEED = 0x9747B28C | 0

const rotl = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits))

function finish(hash: number, length: number): number {
  let h = hash ^ length
  h = Math.imul(h ^ (h >>> 16), 0x85EBCA6B)
  h = Math.imul(h ^ (h >>> 13), 0xC2B2AE35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * 64 bits from two runs of MurmurHash3_x86_32 (https://github.com/aappleby/smhasher, public domain) with different
 * seeds; the tail is padded with zero bytes to a whole word, which is told apart by the length. Stored with every
 * line: it must never change.
 */
export class PatternHash {
  /** Unsigned 32 bits each. */
  low = 0
  high = 0

  /** @param words the text, little-endian, padded with zero bytes  @param length of the text in bytes */
  update(words: Int32Array, length: number): void {
    const count = (length + 3) >>> 2
    let a = 0
    let b = SECOND_SEED
    for (let i = 0; i < count; i++) {
      const k = Math.imul(rotl(Math.imul(words[i]!, C1), 15), C2)
      a = (Math.imul(rotl(a ^ k, 13), 5) + 0xE6546B64) | 0
      b = (Math.imul(rotl(b ^ k, 13), 5) + 0xE6546B64) | 0
    }
    this.low = finish(a, length)
    this.high = finish(b, length)
  }
}
