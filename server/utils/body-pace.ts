import { AppError } from '../domain/kernel'

/** How long a body may take to come. */
export interface Patience {
  tickMs: number
  /** So many ticks may go by without a byte. */
  idleTicks: number
  /** After these, it must have come at this rate on the whole. */
  bytesPerTick: number
}

/** 30 seconds without a byte, 1 KiB a second on the whole. Node itself ends every request after 300 seconds. */
export const PATIENCE: Patience = { tickMs: 5000, idleTicks: 6, bytesPerTick: 5 * 1024 }

/**
 * Watches that a body gets on: one that does not keeps memory from others. Counts ticks and not the clock: while the
 * server itself is held up, none go by.
 * @param received bytes so far; undefined while it is us who don't read
 * @returns ends the watch
 */
export function watchPace(patience: Patience, received: () => number | undefined, fail: (error: AppError) => void): () => void {
  let [ticks, idle, before] = [0, 0, 0]
  const timer = setInterval(() => {
    const bytes = received()
    if (bytes === undefined) return
    ticks++
    idle = bytes === before ? idle + 1 : 0
    before = bytes
    if (idle >= patience.idleTicks) fail(tooSlow('Nothing more of the body came for a while'))
    else if (ticks >= patience.idleTicks && bytes < ticks * patience.bytesPerTick) fail(tooSlow('The body comes too slowly'))
  }, patience.tickMs)
  timer.unref()
  return () => clearInterval(timer)
}

const tooSlow = (what: string) => new AppError('bad_request', `${what}: the server waited and gave up. Nothing of it was taken; send it again.`)
