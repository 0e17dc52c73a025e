/** Deterministic random numbers (mulberry32), so that every run and every contender gets the same lines. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const SERVICES = ['checkout', 'cart', 'auth', 'search', 'catalog', 'payments', 'web', 'worker', 'mailer', 'gateway']
const LEVELS = ['info', 'info', 'info', 'info', 'debug', 'warn', 'error']
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-south-1']
const STATUSES = [200, 200, 200, 201, 404, 500]
const METHODS = ['GET', 'GET', 'POST', 'PUT', 'DELETE']

export interface BenchLine {
  timestamp: string
  service: string
  level: string
  message: string
  tags: Record<string, string>
}

/** Lines of about 280 bytes as NDJSON: all fields at random, times rising by a millisecond up to `endMs`. */
export function* benchLines(count: number, endMs: number, seed = 42): Generator<BenchLine> {
  const random = createRandom(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const hex = () => Math.floor(random() * 0xFFFFFFFF).toString(16).padStart(8, '0')
  for (let i = 0; i < count; i++) {
    const status = pick(STATUSES)
    yield {
      timestamp: new Date(endMs - count + i).toISOString(),
      service: pick(SERVICES),
      level: pick(LEVELS),
      message: `${pick(METHODS)} /api/v2/items/${Math.floor(random() * 1e6)} answered ${status} in ${Math.floor(random() * 1000)}ms for user ${Math.floor(random() * 1e5)}`,
      tags: {
        region: pick(REGIONS),
        status: String(status),
        host: `node-${Math.floor(random() * 200)}`,
        request_id: hex() + hex(),
        user_id: String(Math.floor(random() * 1e5)),
      },
    }
  }
}

/** The same lines in request bodies of `perRequest` lines. */
export function ndjsonBodies(lines: Iterable<object>, perRequest: number): Buffer[] {
  const bodies: Buffer[] = []
  let batch: string[] = []
  const cut = () => {
    if (batch.length > 0) bodies.push(Buffer.from(batch.join('\n') + '\n'))
    batch = []
  }
  for (const line of lines) {
    batch.push(JSON.stringify(line))
    if (batch.length === perRequest) cut()
  }
  cut()
  return bodies
}
