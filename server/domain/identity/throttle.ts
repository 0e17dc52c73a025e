import { AppError, type Clock } from '../kernel'
import { createAddressBudget } from './address-budget'

const FREE_FAILURES = 5
const LONGEST_WAIT_MS = 15 * 60_000
const FORGET_AFTER_MS = 60 * 60_000
const MAX_ENTRIES = 10_000

export interface Throttle {
  /**
   * Counts an attempt as failed until `succeeded` says otherwise: many at the same moment are counted as well.
   * @throws AppError rate_limited while the wait for this name and address lasts, or the address has tried too many names
   */
  attempt(name: string, address: string): void
  succeeded(name: string, address: string): void
}

/**
 * Slows down guessing: after five failures for a name (an e-mail address) from one network address each further one
 * doubles the wait, from one second to fifteen minutes. Counted for the pair, so that a stranger can't lock the
 * owner out. In memory and bounded: the oldest pair is forgotten first.
 *
 * An address that tries a few passwords on very many names has a bound of its own: 50 failures at once (people behind
 * one address mistype, too), then three a minute.
 */
export function createThrottle(clock: Clock): Throttle {
  const addresses = createAddressBudget({ clock, burst: 50, backAfterMs: 20_000, what: 'log-ins failed' })
  const failures = new Map<string, { count: number, at: number }>()
  const keyOf = (name: string, address: string) => `${address}\n${name}`

  return {
    attempt(name, address) {
      addresses.check(address)
      const now = clock.now()
      const key = keyOf(name, address)
      const old = failures.get(key)
      const count = old && now - old.at < FORGET_AFTER_MS ? old.count : 0
      const left = old && count >= FREE_FAILURES ? Math.ceil((old.at + waitAfter(count) - now) / 1000) : 0
      if (left > 0) {
        throw new AppError('rate_limited', `Too many failed attempts. Try again in ${left} s.`, { retryAfter: left })
      }
      addresses.take(address)
      failures.delete(key)
      failures.set(key, { count: count + 1, at: now })
      if (failures.size > MAX_ENTRIES) failures.delete(failures.keys().next().value!)
    },
    succeeded(name, address) {
      addresses.giveBack(address)
      failures.delete(keyOf(name, address))
    },
  }
}

const waitAfter = (count: number) => Math.min(2 ** (count - FREE_FAILURES) * 1000, LONGEST_WAIT_MS)
