import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto'
import { AppError } from '../kernel'

/** scrypt's cost: `N` a power of two; memory is 128 × N × r bytes. */
export interface HashCost { N: number, r: number, p: number }

/** OWASP's advice for 32 MiB: N=2^15, r=8, p=3. */
export const DEFAULT_COST: HashCost = { N: 2 ** 15, r: 8, p: 3 }

const KEY_BYTES = 32
// A hash from the database may name its own cost; past this it is damage, not a password hash.
const MAX_COST = 2 ** 24
// Hashing runs on Node's four-thread pool, which the spool's fsync needs as well: leave most of it free.
const PARALLEL = 2
const WAITING = 64

export interface Passwords {
  /** A hash in the form `scrypt$N$r$p$salt$key`: the cost travels with it. */
  hash(password: string): Promise<string>
  /** As `hash`, but blocks: for the start-up only. */
  hashSync(password: string): string
  /**
   * Whether `password` made `stored`. Without a stored hash it works as long and says no, so that an unknown user
   * can't be told from a wrong password by the time it takes.
   * @throws AppError unavailable when too many checks wait already
   */
  verify(password: string, stored: string | undefined): Promise<boolean>
  /** Whether the hash was made with a cost other than today's. */
  isOutdated(stored: string): boolean
}

export function createPasswords(cost: HashCost = DEFAULT_COST): Passwords {
  const gate = createGate(PARALLEL, WAITING)
  const nobody = format(cost, randomBytes(16), randomBytes(KEY_BYTES))

  return {
    async hash(password) {
      const salt = randomBytes(16)
      return format(cost, salt, await gate(() => derive(password, salt, cost)))
    },
    hashSync(password) {
      const salt = randomBytes(16)
      return format(cost, salt, scryptSync(password.normalize('NFKC'), salt, KEY_BYTES, options(cost)))
    },
    async verify(password, stored) {
      const parsed = parse(stored ?? nobody)
      const key = await gate(() => derive(password, parsed.salt, parsed.cost))
      return timingSafeEqual(key, parsed.key) && stored !== undefined
    },
    isOutdated(stored) {
      const { cost: old } = parse(stored)
      return old.N !== cost.N || old.r !== cost.r || old.p !== cost.p
    },
  }
}

const options = (cost: HashCost) => ({ ...cost, maxmem: 256 * cost.N * cost.r })

function derive(password: string, salt: Buffer, cost: HashCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same characters typed on another keyboard must give the same password.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options(cost), (error, key) => error ? reject(error) : resolve(key))
  })
}

const format = ({ N, r, p }: HashCost, salt: Buffer, key: Buffer) =>
  ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$')

function parse(stored: string) {
  const [kind, N, r, p, salt, key] = stored.split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const keyBytes = Buffer.from(key ?? '', 'base64url')
  if (kind !== 'scrypt' || !(cost.N * cost.r * cost.p <= MAX_COST) || keyBytes.length !== KEY_BYTES) {
    throw new Error('A stored password hash can’t be read')
  }
  return { cost, salt: Buffer.from(salt ?? '', 'base64url'), key: keyBytes }
}

/** Runs at most `parallel` at a time and lets at most `waiting` wait. */
function createGate(parallel: number, waiting: number) {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= parallel) {
      if (queue.length >= waiting) {
        throw new AppError('unavailable', 'Too many people are logging in at once. Try again in a few seconds.', { retryAfter: 5 })
      }
      // The one that finishes hands its place over, so `running` stays as it is.
      await new Promise<void>(resolve => queue.push(resolve))
    }
    else {
      running++
    }
    try {
      return await work()
    }
    finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
