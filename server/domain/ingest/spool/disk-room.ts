import { statfs } from 'node:fs/promises'
import { AppError } from '../../kernel'

/** How long what was seen of the disk holds, milliseconds. */
const FRESH_MS = 100
/** Bytes that are left free, and the share of a small disk. */
const LEAST_FREE_BYTES = 256 * 1024 * 1024
const LEAST_FREE_SHARE = 0.2

/**
 * Keeps the spool from taking the last room on its disk, which is ClickHouse's as a rule: that reserves what its merges and
 * inserts will need among themselves, but knows nothing of other writers. A merge that met a full disk has left a part
 * behind that could not be read (chDB 26.7).
 */
export class DiskRoom {
  private seenAt = -Infinity
  private seen: Promise<boolean> = Promise.resolve(false)

  /** @param now milliseconds, never going back */
  constructor(private readonly directory: string, private readonly now: () => number = () => performance.now(), private readonly look: typeof statfs = statfs) {}

  /** Whether the disk has too little left. A disk that can’t be asked is not called full: writing to it tells. */
  isShort(): Promise<boolean> {
    if (this.now() - this.seenAt < FRESH_MS) return this.seen
    this.seenAt = this.now()
    this.seen = this.look(this.directory).then(
      ({ bavail, blocks, bsize }) => bavail * bsize < Math.min(LEAST_FREE_BYTES, blocks * bsize * LEAST_FREE_SHARE),
      () => false,
    )
    return this.seen
  }

  /** @throws AppError `unavailable` (503) when the disk has too little left */
  async check(): Promise<void> {
    if (await this.isShort()) throw new AppError('unavailable', 'The disk that holds Cordwood’s spool is nearly full. Nothing of this request was stored; send it again when there is space.', { retryAfter: 10 })
  }
}
