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
   * @throws AppError `rate_limited` with the time to come back
   */
  enter(keyId: string, address: string): void
  /** The state of the tightest bucket, for `RateLimit-*`; undefined without limits. */
  state(keyId: string, address: string): BucketState | undefined
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

  const requestsOf = (keyId: string, address: string) => limited([
    { what: 'requests with this key', perSecond: limits.keyRequests, bucket: bucketOf(`requests ${keyId}`, limits.keyRequests) },
    { what: 'requests from this address', perSecond: limits.addressRequests, bucket: bucketOf(`address ${address}`, limits.addressRequests) },
  ])
  const volumeOf = (keyId: string) => limited([
    { what: 'lines with this key', perSecond: limits.keyLines, bucket: bucketOf(`lines ${keyId}`, limits.keyLines) },
    { what: 'bytes with this key', perSecond: limits.keyBytes, bucket: bucketOf(`bytes ${keyId}`, limits.keyBytes) },
  ])

  return {
    enter(keyId, address) {
      const requests = requestsOf(keyId, address)
      for (const limit of [...requests, ...volumeOf(keyId)]) refuseWhenEmpty(limit)
      for (const { bucket } of requests) bucket.take(1)
    },
    state: (keyId, address) => tightest([...requestsOf(keyId, address), ...volumeOf(keyId)].map(({ bucket }) => bucket.state())),
    charge(keyId, lines, bytes) {
      bucketOf(`lines ${keyId}`, limits.keyLines)?.take(lines)
      bucketOf(`bytes ${keyId}`, limits.keyBytes)?.take(bytes)
    },
  }
}

interface Limit { readonly what: string, readonly perSecond: number, readonly bucket: TokenBucket }

/** Those that are set. */
const limited = (limits: readonly { what: string, perSecond: number | undefined, bucket: TokenBucket | undefined }[]): Limit[] =>
  limits.flatMap(({ what, bucket, perSecond }) => bucket && perSecond !== undefined ? [{ what, bucket, perSecond }] : [])

function refuseWhenEmpty({ what, bucket, perSecond }: Limit): void {
  const wait = bucket.waitSeconds()
  if (wait === 0) return
  throw new AppError('rate_limited', `Too many ${what}: ${perSecond} a second are allowed. Send again after the time in Retry-After.`, { retryAfter: Math.ceil(wait) })
}

/** Makes room for as many again, so that it happens seldom: first the full ones go, then the oldest. */
function forgetFull(buckets: Map<string, TokenBucket>): void {
  for (const [name, bucket] of buckets) if (bucket.isFull()) buckets.delete(name)
  for (const name of buckets.keys()) {
    if (buckets.size <= MAX_BUCKETS / 2) return
    buckets.delete(name)
  }
}
