import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SyslogFramer, type SyslogFrame } from '../../domain/ingest'
import type { BodyAccount } from '../ingest-body'
import type { Keep } from './intake'
import type { PieceMemory } from './piece-memory'

/** How long the first bytes wait for others to be stored with. */
const LINGER_MS = 5
/** So many bytes, or lines, wait no longer. */
const BATCH_BYTES = 128 * 1024
const BATCH_LINES = 1000
/** A message that does not go on for so long will not be finished any more. */
export const STALL_MS = 60_000
/** A larger message has its memory on the account of all that comes in. */
const SMALL_BYTES = 64 * 1024
const ROOM_POLL_MS = 250
/**
 * A sender that was told to go and is silent for so long has nothing more to say. A sender on a
 * busy machine may be held up for more than half a second, and what it wrote then would be lost.
 */
const QUIET_MS = 2000
const AGAIN_MS = 50
const TLS = Buffer.from([0x16, 0x03])

export interface ConnectionOptions {
  peer: string
  maxLineBytes: number
  keep: Keep
  /** What all connections together hold. */
  memory: PieceMemory
  /** For the memory of one long message. */
  openAccount: () => BodyAccount
  /** So many messages could not be stored. */
  onLost: (messages: number, error: unknown) => void
  /** How long a message may pause. */
  stallMs: number
  /** When it ends, nothing is waited for. */
  signal: AbortSignal
}

const LATE = Symbol('late')

/**
 * One connection of a sender. What arrives within a few milliseconds is stored together, and only then more is read: a
 * sender that is faster than the disk finds its connection full and has to wait.
 */
export class SyslogConnection {
  private readonly framer: SyslogFramer
  private pieces: Buffer[] = []
  private bytes = 0
  private large: BodyAccount | undefined
  private isFinishing = false
  private isKeeping = false
  /** Settles when the connection has ended and all that came is stored. */
  readonly done: Promise<void>
  /** When the last bytes came, by `performance.now()`. */
  heardAt = performance.now()

  constructor(private readonly socket: Socket, private readonly options: ConnectionOptions) {
    this.framer = new SyslogFramer(options.maxLineBytes, options.peer)
    this.done = this.run()
  }

  /** Tells the sender to go, and reads what it sent before it heard of that. */
  finish(): void {
    this.isFinishing = true
    this.socket.end()
    this.endWhenQuiet()
  }

  private endWhenQuiet(): void {
    this.socket.setTimeout(QUIET_MS, () => {
      const { heardAt } = this
      // Timers come before sockets: where this process was held up, there may be something to read yet.
      setTimeout(() => {
        if (this.isKeeping || this.heardAt > heardAt) this.endWhenQuiet()
        else this.abort()
      }, AGAIN_MS)
    })
  }

  abort(): void {
    this.socket.destroy()
  }

  private async run(): Promise<void> {
    // A sender that ends the connection has sent all; one that is sent away or breaks off may be within a line.
    const isOrderly = await this.readAll().then(() => !this.isFinishing, () => false)
    this.salvage()
    await this.keepPieces()
    const last = this.framer.end(isOrderly)
    if (last) await this.keepFrames([last])
    this.large?.close()
    this.socket.destroy()
  }

  private async readAll(): Promise<void> {
    const pieces: AsyncIterator<Buffer> = this.socket[Symbol.asyncIterator]()
    let next = pieces.next()
    const first = await next
    if (!first.done && first.value.subarray(0, TLS.length).equals(TLS)) return this.refuse(first.value)
    for (;;) {
      const piece = await within(next, this.patienceMs())
      if (piece === LATE) {
        await this.goOnWithout()
        continue
      }
      if (piece.done) return
      this.take(piece.value)
      next = pieces.next()
      // Awaited above, but perhaps only later
      next.catch(() => {})
      if (this.bytes >= BATCH_BYTES || this.options.memory.isShort) await this.keepPieces()
    }
  }

  private async refuse(piece: Buffer): Promise<void> {
    await this.keepFrames([{ raw: piece, peer: this.options.peer, reason: 'The sender speaks TLS, and this address takes plain syslog: switch TLS off, or put a proxy in front that ends it' }])
    this.abort()
  }

  private patienceMs(): number | undefined {
    if (this.bytes > 0) return LINGER_MS
    return this.framer.isWithin ? this.options.stallMs : undefined
  }

  /** The memory of the pieces is that of the stream until they are stored. */
  private take(piece: Buffer): void {
    this.heardAt = performance.now()
    this.pieces.push(piece)
    this.bytes += piece.length
    this.options.memory.take(piece.length)
  }

  /** No more bytes came: what is there is stored, and a line whose end is still missing counts as whole. */
  private async goOnWithout(): Promise<void> {
    if (this.bytes > 0) return this.keepPieces()
    const stalled = this.framer.end(true)
    if (!stalled) return
    await this.keepFrames([stalled])
    // What follows could not be told from the rest of this message.
    if (stalled.reason !== undefined) this.abort()
    await this.makeRoom()
  }

  /** After an error the socket still has what it had received. */
  private salvage(): void {
    for (let rest: unknown = this.socket.read(); rest !== null; rest = this.socket.read()) this.take(rest as Buffer)
  }

  private async keepPieces(): Promise<void> {
    this.isKeeping = true
    await this.keepAll(this.pieces, this.bytes)
    await this.makeRoom()
    this.isKeeping = false
  }

  private async keepAll(pieces: readonly Buffer[], bytes: number): Promise<void> {
    this.pieces = []
    this.bytes = 0
    let frames: SyslogFrame[] = []
    for (const piece of pieces) {
      for (const frame of this.framer.read(piece)) {
        frames.push(frame)
        if (frames.length < BATCH_LINES) continue
        await this.keepFrames(frames)
        frames = []
      }
    }
    if (frames.length > 0) await this.keepFrames(frames)
    this.options.memory.give(bytes)
  }

  private async keepFrames(frames: readonly SyslogFrame[]): Promise<void> {
    const bytes = frames.reduce((sum, { raw }) => sum + raw.length, 0)
    try {
      await this.options.keep(frames, bytes, this.options.peer)
    }
    catch (error) {
      this.options.onLost(frames.length, error)
    }
  }

  /** A long message takes the memory of the longest at once, so that none waits for another that waits for it. */
  private async makeRoom(): Promise<void> {
    if (this.framer.memory <= SMALL_BYTES) {
      this.large?.close()
      this.large = undefined
      return
    }
    const { openAccount, maxLineBytes, signal } = this.options
    while (!this.large && !signal.aborted && !this.socket.destroyed) {
      const account = openAccount()
      try {
        account.take(maxLineBytes)
        this.large = account
      }
      catch {
        await sleep(ROOM_POLL_MS, undefined, { signal }).catch(() => {})
      }
    }
  }
}

async function within<Value>(promise: Promise<Value>, ms: number | undefined): Promise<Value | typeof LATE> {
  if (ms === undefined) return promise
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, ms, LATE)
  })
  try {
    return await Promise.race([promise, late])
  }
  finally {
    clearTimeout(timer)
  }
}
