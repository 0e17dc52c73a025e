import { AppError, type Clock } from '../../kernel'
import { tightest, TokenBucket, type BucketState, type Rate } from './token-bucket'

/** Allowances a second; undefined means without limit. */
export interface AdmissionLimits {
  keyRequests: number | undefined
  keyLines: number | undefined
  keyBytes: number | undefined
  addressRequests: number | undefined
}

/** Bounds what one key and one address may send. */
export interface Admission {
  /**
   * Lets a request in, or not: ask before its body is read.
   * @returns the state of the tightest bucket, for `RateLimit-*`; undefined without limits
   * @throws AppError `rate_limited` with the time to come back
   */
  enter(keyId: string, address: string): BucketState | undefined
  /** Counts what a request brought: it is stored, and the next one waits where it was too much. */
  charge(keyId: string, lines: number, bytes: number): void
}

const BURST_SECONDS = 10
/** So many keys and addresses are remembered. */
const MAX_BUCKETS = 50_000

export function createAdmission(limits: AdmissionLimits, clock: Clock): Admission {
  const buckets = new Map<string, TokenBucket>()

  function bucketOf(name: string, perSecond: number | undefined): TokenBucket | undefined {
    if (perSecond === undefined) return undefined
    const known = buckets.get(name)
    if (known) return known
    if (buckets.size >= MAX_BUCKETS) forgetFull(buckets)
    const rate: Rate = { perSecond, burstSeconds: BURST_SECONDS }
    const made = new TokenBucket(rate, clock)
    buckets.set(name, made)
    return made
  }

  return {
    enter(keyId, address) {
      const requests = [
        { what: 'requests with this key', bucket: bucketOf(`requests ${keyId}`, limits.keyRequests) },
        { what: 'requests from this address', bucket: bucketOf(`address ${address}`, limits.addressRequests) },
      ]
      const volume = [
        { what: 'lines with this key', bucket: bucketOf(`lines ${keyId}`, limits.keyLines) },
        { what: 'bytes with this key', bucket: bucketOf(`bytes ${keyId}`, limits.keyBytes) },
      ]
      const all = [...requests, ...volume].flatMap(({ what, bucket }) => bucket ? [{ what, bucket }] : [])
      for (const { what, bucket } of all) refuseWhenEmpty(what, bucket)
      for (const { bucket } of requests) bucket?.take(1)
      return tightest(all.map(({ bucket }) => bucket.state()))
    },
    charge(keyId, lines, bytes) {
      bucketOf(`lines ${keyId}`, limits.keyLines)?.take(lines)
      bucketOf(`bytes ${keyId}`, limits.keyBytes)?.take(bytes)
    },
  }
}

function refuseWhenEmpty(what: string, bucket: TokenBucket): void {
  const wait = bucket.waitSeconds()
  if (wait === 0) return
  const { limit } = bucket.state()
  throw new AppError('rate_limited', `Too many ${what}: ${limit} a second are allowed. Send again after the time in Retry-After.`, { retryAfter: Math.ceil(wait) })
}

/** Makes room for as many again, so that it happens seldom: first the full ones go, then the oldest. */
function forgetFull(buckets: Map<string, TokenBucket>): void {
  for (const [name, bucket] of buckets) if (bucket.isFull()) buckets.delete(name)
  for (const name of buckets.keys()) {
    if (buckets.size <= MAX_BUCKETS / 2) return
    buckets.delete(name)
  }
}
