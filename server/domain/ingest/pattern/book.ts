const SLOTS = 1 << 16
/** Fuller than this, probing gets slow: all is forgotten, and told again. */
const MOST = SLOTS * 0.6

/**
 * Which patterns of which tables have been told already: a set of 64-bit hashes in half a megabyte. To forget one
 * does no harm, its text is then sent once more.
 */
export class PatternBook {
  private readonly keys = new Uint32Array(SLOTS * 2)
  private count = 0

  /** @param low and high, unsigned 32 bits each, not both 0 */
  has(low: number, high: number): boolean {
    const slot = this.slotOf(low, high)
    return this.keys[slot] !== 0 || this.keys[slot + 1] !== 0
  }

  add(low: number, high: number): void {
    if (this.count >= MOST) this.clear()
    const slot = this.slotOf(low, high)
    if (this.keys[slot] === 0 && this.keys[slot + 1] === 0) this.count++
    this.keys[slot] = low
    this.keys[slot + 1] = high
  }

  clear(): void {
    this.keys.fill(0)
    this.count = 0
  }

  /** The slot of the key, or the free one where it belongs. */
  private slotOf(low: number, high: number): number {
    const { keys } = this
    let slot = ((low ^ (high >>> 7)) & (SLOTS - 1)) * 2
    while ((keys[slot] !== 0 || keys[slot + 1] !== 0) && (keys[slot] !== low || keys[slot + 1] !== high)) {
      slot = (slot + 2) & (SLOTS * 2 - 1)
    }
    return slot
  }
}
