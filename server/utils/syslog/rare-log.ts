import type { Clock, Logger } from '../../domain/kernel'

const EVERY_MS = 60_000

/** Says the same thing at most once a minute, and how often it came to pass in between. */
export function createRareLog(logger: Logger, clock: Clock): (message: string, details?: object) => void {
  const said = new Map<string, { at: number, unsaid: number }>()
  return (message, details = {}) => {
    const last = said.get(message)
    if (last !== undefined && clock.now() - last.at < EVERY_MS) {
      last.unsaid++
      return
    }
    said.set(message, { at: clock.now(), unsaid: 0 })
    logger.warn({ ...details, ...(last?.unsaid ? { timesSinceLast: last.unsaid } : {}) }, message)
  }
}
