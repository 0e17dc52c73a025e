const SMALLEST = 64 * 1024
const LARGEST = 4 * 1024 * 1024

/**
 * Buffers that are used again. A server that allocates a few hundred kilobytes for every request spends a quarter of
 * its time in garbage collection, because memory outside V8's heap makes it collect everything, again and again.
 * Threads may read and write them, too.
 */
export class BufferPool {
  private readonly free = new Map<number, SharedArrayBuffer[]>()
  /** What was made here: Node has pools of its own, whose pieces must never get in. */
  private readonly ours = new WeakSet<ArrayBufferLike>()
  private kept = 0

  /** @param maxBytes what the pool holds on to at the most */
  constructor(private readonly maxBytes: number) {}

  /** How long the buffer would be that `take` lends for so many bytes. */
  sizeOf(bytes: number): number {
    return sizeClass(bytes)
  }

  /** A buffer of at least `bytes`, its contents arbitrary. */
  take(bytes: number): Buffer {
    const size = sizeClass(bytes)
    const reused = this.free.get(size)?.pop()
    if (!reused) return this.make(size)
    this.kept -= size
    return Buffer.from(reused)
  }

  /** Gives a buffer back, or any part of it that starts where it starts. Nobody may use it afterwards. */
  give(buffer: Buffer): void {
    const memory = buffer.buffer
    const size = memory.byteLength
    if (!(memory instanceof SharedArrayBuffer) || !this.ours.has(memory) || this.kept + size > this.maxBytes) return
    this.kept += size
    const list = this.free.get(size)
    if (list) list.push(memory)
    else this.free.set(size, [memory])
  }

  private make(size: number): Buffer {
    const memory = new SharedArrayBuffer(size)
    if (size <= LARGEST) this.ours.add(memory)
    return Buffer.from(memory)
  }
}

/** The power of two that holds so many bytes; beyond the largest, exactly as many. */
function sizeClass(bytes: number): number {
  if (bytes > LARGEST) return bytes
  let size = SMALLEST
  while (size < bytes) size *= 2
  return size
}
