import { AppError, networkOf, type Clock } from '../kernel'

const MAX_ADDRESSES = 50_000

export interface AddressBudgetOptions {
  clock: Clock
  /** So many at once; they come back one by one. */
  burst: number
  backAfterMs: number
  /** What there were too many of, for people: `log-ins failed`. */
  what: string
}

/** Attempts that one network address may make: an IPv4 address, or a /64 of IPv6, which is what one customer has. */
export interface AddressBudget {
  /** @throws AppError rate_limited, with the time until there is one again */
  check(address: string): void
  take(address: string): void
  giveBack(address: string): void
}

/**
 * A bucket for each address, kept as the moment at which it is full again (GCRA). In memory and bounded: full ones are
 * forgotten first, then those that were used longest ago.
 */
export function createAddressBudget({ clock, burst, backAfterMs, what }: AddressBudgetOptions): AddressBudget {
  const fullAt = new Map<string, number>()
  const missing = (network: string) => Math.max((fullAt.get(network) ?? 0) - clock.now(), 0)

  return {
    check(address) {
      const wait = missing(networkOf(address)) - (burst - 1) * backAfterMs
      if (wait <= 0) return
      const seconds = Math.ceil(wait / 1000)
      throw new AppError('rate_limited', `Too many ${what} from your network address. Try again in ${inWords(seconds)}.`, { retryAfter: seconds })
    },
    take(address) {
      const network = networkOf(address)
      const next = clock.now() + missing(network) + backAfterMs
      fullAt.delete(network)
      fullAt.set(network, next)
      if (fullAt.size > MAX_ADDRESSES) forget(fullAt, clock.now())
    },
    giveBack(address) {
      const network = networkOf(address)
      const at = fullAt.get(network)
      if (at !== undefined) fullAt.set(network, at - backAfterMs)
    },
  }
}

const inWords = (seconds: number) => seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`

/** Makes room for a tenth, so that it happens seldom. */
function forget(fullAt: Map<string, number>, now: number): void {
  for (const [network, at] of fullAt) if (at <= now) fullAt.delete(network)
  for (const network of fullAt.keys()) {
    if (fullAt.size <= MAX_ADDRESSES * 0.9) return
    fullAt.delete(network)
  }
}
