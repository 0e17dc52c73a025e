import { AppError, type BufferPool } from '../domain/kernel'

/** Where memory is asked for before it is taken. */
interface Account { take(bytes: number): void, give(bytes: number): void }

/** What a body gets to begin with, whatever it announces: the rest it has to send. */
const FIRST_BYTES = 256 * 1024
const NOTHING: Buffer = Buffer.alloc(0)

/** Puts the pieces of a body together in memory of the pool, taken as the body grows. */
export class Assembly {
  private memory = NOTHING
  private size = 0
  private done = false

  /** @param expected bytes that the body probably has: a hint */
  constructor(
    private readonly maxBytes: number, private readonly buffers: BufferPool, private readonly account: Account, private readonly expected: number,
  ) {}

  /**
   * Does nothing after finish and discard: the memory belongs to others then.
   * @throws AppError too_large, unavailable
   */
  add(piece: Buffer): void {
    if (this.done || piece.length === 0) return
    const needed = this.size + piece.length
    if (needed > this.maxBytes) throw tooLarge(this.maxBytes)
    if (needed > this.memory.length) this.grow(needed)
    piece.copy(this.memory, this.size)
    this.size = needed
  }

  /** The whole body. The caller gives it back to the pool. */
  finish(): Buffer {
    this.done = true
    return this.memory.subarray(0, this.size)
  }

  /** Gives the memory back. */
  discard(): void {
    this.done = true
    this.release()
  }

  private grow(needed: number): void {
    const wanted = this.size === 0 ? Math.min(this.expected, FIRST_BYTES) : this.memory.length * 2
    const bytes = this.buffers.sizeOf(Math.max(needed, Math.min(wanted, this.maxBytes)))
    this.account.take(bytes)
    const larger = this.buffers.take(bytes)
    this.memory.copy(larger, 0, 0, this.size)
    this.release()
    this.memory = larger
  }

  private release(): void {
    const { memory } = this
    this.memory = NOTHING
    if (memory === NOTHING) return
    this.buffers.give(memory)
    this.account.give(memory.length)
  }
}

export const tooLarge = (limit: number) =>
  new AppError('too_large', `The body is larger than ${Math.floor(limit / 1024 / 1024)} MB after decompression. Send fewer lines at a time.`)
